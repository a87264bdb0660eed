/*! Node.js Integration for Drupal, built from packages/chatroom: do not edit. MIT; LICENSES.txt names what it bundles. */
(function(){function e(e){return typeof e==`object`&&e?e:void 0}function t(e){return Number.isSafeInteger(e)&&e>=0}function n(e){return typeof e==`string`}var r=class{#e;#t;#n=/* @__PURE__ */ new Set;#r=/* @__PURE__ */ new Map;#i={people:[],guests:0};constructor(e){this.#e=e,this.#t=[e.onJoin(e=>this.#o(e.client,e)),e.onLeave(({client:e})=>this.#o(e,void 0)),e.onState(e=>{e===`up`&&this.#a()})]}onChange(e){return this.#n.add(e),e(this.#i),()=>{this.#n.delete(e)}}get presence(){return this.#i}close(){for(let e of this.#t)e();this.#n.clear()}async#a(){try{let e=await this.#e.list();this.#r=new Map(e.map(e=>[e.client,e])),this.#s()}catch{}}#o(e,t){t?this.#r.set(e,t):this.#r.delete(e),this.#s()}#s(){let e=/* @__PURE__ */ new Map,t=0;for(let{user:n,info:r}of this.#r.values())n===``?t+=1:e.set(n,{uid:Number(n),name:i(r)??n});let n=[...e.values()].sort((e,t)=>e.name.localeCompare(t.name));this.#i={people:n,guests:t};for(let e of this.#n)e(this.#i)}};function i(t){let{name:r}=e(t)??{};return n(r)&&r!==``?r:void 0}function a({body:e,reply_to:t,thread:n,files:r=[]}){return{body:e,...t!==void 0&&{reply_to:t},...n!==void 0&&{thread:n},...r.length>0&&{files:r}}}let o=[`text`,`me`,`bot`,`system`];function s(r){let i=e(r);if(!i)return;let{seq:a,changed:o,mid:s,uid:c,created:l,client_id:m,name:h,kind:g,body:_,html:v}=i;if(!(t(a)&&t(o)&&t(s)&&t(c)&&t(l))||!(n(m)&&n(h)&&n(_)&&n(v)&&p(g))||a===0||o<a)return;let y=d(i.reactions),b=f(i.files),{mentions:ee,calls:x}=i;return{seq:a,changed:o,mid:s,client_id:m,uid:c,name:h,kind:g,body:_,html:v,created:l,...u(i),...Array.isArray(ee)&&{mentions:ee.filter(t)},...(x===`all`||x===`here`)&&{calls:x},...y.length>0&&{reactions:y},...b.length>0&&{files:b}}}function c(e){if(!Array.isArray(e))return;let t=e.map(s).filter(e=>e!==void 0);return t.length===e.length?t:void 0}let l=[`reply_to`,`thread`,`replies`,`edited`,`deleted`,`pinned`];function u(e){let n={};for(let r of l){let i=e[r];t(i)&&i>0&&(n[r]=i)}return n}function d(r){return Array.isArray(r)?r.flatMap(r=>{let{emoji:i,count:a,uids:o}=e(r)??{};return!n(i)||!t(a)||!Array.isArray(o)?[]:[{emoji:i,count:a,uids:o.filter(t)}]}):[]}function f(r){return Array.isArray(r)?r.flatMap(r=>{let{fid:i,name:a,type:o,size:s,width:c,height:l}=e(r)??{};return!t(i)||!n(a)||!n(o)||!t(s)?[]:[{fid:i,name:a,type:o,size:s,...t(c)&&t(l)&&c>0&&l>0&&{width:c,height:l}}]}):[]}function p(e){return o.includes(e)}function m(n){let{epoch:r,seq:i,lines:a}=e(n)??{},o=c(a);if(typeof r==`string`&&t(i)&&i!==0&&o)return{epoch:r,seq:i,lines:o}}function h(t){let n=e(t),r=v(n),i=c(n?.lines);if(n&&r&&i)return{...r,older:n.older===!0,newer:n.newer===!0,lines:i}}function g(n){let r=e(n),i=v(r),a=c(r?.lines);if(r&&i&&a&&t(r.to_seq))return{...i,to_seq:r.to_seq,more:r.more===!0,lines:a}}function _(n){let{client_id:r,mid:i,seq:a,created:o}=e(n)??{};if(typeof r==`string`&&t(i)&&t(a)&&t(o))return{client_id:r,mid:i,seq:a,created:o}}function v(e){let{epoch:n,head_seq:r,may_write:i}=e??{};if(typeof n==`string`&&t(r))return{epoch:n,head_seq:r,may_write:i===!0}}let y=(e,t)=>{let n=setTimeout(e,t);return()=>clearTimeout(n)};var b=class{#e;#t;#n=0;#r;constructor(e,t){this.#e=e,this.#t=t}pause(){let e=this.#t()*Math.min(3e4,500*2**this.#n);return this.#n+=1,new Promise(t=>{let n=this.#e(()=>this.#r?.(),e);this.#r=()=>{n(),this.#r=void 0,t()}})}reset(){this.#n=0,this.#r?.()}};let ee={invalidRequest:1400,readOnly:1403,unknownRoom:1404,unknownLine:1405,tooManyReactions:1406,notAllowed:1407,muted:1408,clientIdTaken:1409,unknownFile:1410,emptyLine:1411,controlCharacter:1412,lineTooLong:1413,unknownAccount:1414,storeUnavailable:1500,tooManyWaiting:1501,tooFast:1502,slowRoom:1503};function x(e){let{code:t,message:n,temporary:r}=typeof e==`object`&&e?e:{},i=typeof t==`number`?t:0;return{code:i,message:typeof n==`string`?n:`no answer`,isTemporary:r===!0||i<100||i>=1500}}function te(r){let{type:i,uid:a,name:o,title:s,status:c,slow:l}=e(r)??{};if(i===`typing`&&t(a)&&n(o))return{type:i,uid:a,name:o};if(i===`settled`&&n(s)&&t(l)&&(c===`open`||c===`readonly`||c===`archived`))return{type:i,title:s,status:c,slow:l}}var ne=class{#e;#t;constructor(e){this.#e=e}older(){let{log:e}=this.#e;return this.#n(`older`,async()=>{let t=e.window.lines[0]?.seq;t!==void 0&&e.window.hasOlder&&e.prepend(await this.#r({before:t}),t)})}newer(){let{log:e}=this.#e;return this.#n(`newer`,async()=>{let t=e.window.lines.at(-1)?.seq;t!==void 0&&e.window.hasNewer&&e.append(await this.#r({after:t}),t)})}goTo(e){return this.#n(`to ${e}`,async()=>this.#e.log.show(await this.#r({around:e})))}goToEnd(){let{log:e}=this.#e;return this.#n(`to the end`,async()=>{e.window.hasNewer&&e.show(await this.#r({}))})}#n(e,t){if(this.#t?.wish===e)return this.#t.done;let n=(this.#t?.done.catch(()=>void 0)??Promise.resolve()).then(t).finally(()=>{this.#t?.done===n&&(this.#t=void 0),this.#e.turned()});return this.#t={wish:e,done:n},n}async#r(e){let{log:t,history:n}=this.#e,r=await n(e);for(;t.isStale(r);)r=await n(e);return r}},re=class{#e;#t=0;#n=/* @__PURE__ */ new Map;get last(){return this.#e===void 0?void 0:this.#e-1}get isBehind(){return this.#e===void 0||this.#t>=this.#e}receive(e){return this.#t=Math.max(this.#t,e.seq),this.#e!==void 0&&e.seq<this.#e?[]:(this.#n.size<1e3&&this.#n.set(e.seq,e),this.#r())}reach(e,t){return this.#t=Math.max(this.#t,t),this.#e=Math.max(this.#e??0,e+1),this.#r()}restart(){this.#e=void 0,this.#t=0,this.#n.clear()}#r(){if(this.#e===void 0)return[];let e=[];for(let t=this.#n.get(this.#e);t;t=this.#n.get(this.#e))e.push(t),this.#e=t.seq+1;for(let e of this.#n.keys())e<this.#e&&this.#n.delete(e);return e}},ie=class{#e;#t=[];#n=!1;#r=!1;constructor(e){this.#e=e}get lines(){return this.#t}get hasOlder(){return this.#n}get hasNewer(){return this.#r}show({lines:e,older:t,newer:n}){this.#t=e,this.#n=t,this.#r=n}apply(e){let t=e.filter(e=>e.thread===this.#e&&this.#i(e));if(t.length===0)return;let n=new Map(this.#t.map(e=>[e.seq,e]));for(let e of t)n.set(e.seq,e);this.#t=[...n.values()].sort((e,t)=>e.seq-t.seq)}prepend({lines:e,older:t}){this.#t=[...e,...this.#t],this.#n=t}append({lines:e,newer:t}){this.#t=[...this.#t,...e],this.#r=t}#i({seq:e,changed:t}){let n=this.#t[0],r=this.#t.at(-1);if(r===void 0||e>r.seq)return!this.#r;if(n!==void 0&&e<n.seq)return!this.#n;let i=this.#t.find(t=>t.seq===e);return i===void 0||i.changed<t}},ae=class{#e=new re;#t=new ie;#n;#r;get epoch(){return this.#n}get window(){return this.#t}get last(){return this.#e.last}get since(){return this.#r?.to??this.last}get isBehind(){return this.#r!==void 0||this.#e.isBehind}receive(e){this.#n!==void 0&&e.epoch!==this.#n&&this.restart(),this.#n??=e.epoch,this.#a(this.#e.receive(e))}show(e){this.#i(e)&&(this.isStale(e)||(this.#r=void 0,this.#t.show(e),this.last===void 0&&this.#a(this.#e.reach(e.head_seq,e.head_seq))))}sync(e,t){if(!this.#i(e)||t!==this.since||(this.#r??={lines:[],to:t},this.#r.lines.push(...e.lines),this.#r.to=Math.max(t,e.to_seq),e.more))return;let{lines:n,to:r}=this.#r;this.#r=void 0,this.#t.apply(n),this.#a(this.#e.reach(r,e.head_seq))}isStale({epoch:e,head_seq:t}){return e===this.#n&&t<(this.last??0)}prepend(e,t){e.epoch===this.#n&&this.#t.lines[0]?.seq===t&&this.#t.prepend(e)}append(e,t){e.epoch===this.#n&&this.#t.lines.at(-1)?.seq===t&&this.#t.append(e)}restart(){this.#n=void 0,this.#r=void 0,this.#e.restart(),this.#t.show({lines:[],older:!1,newer:!1})}#i({epoch:e}){return this.#n!==void 0&&e!==this.#n?(this.restart(),!1):(this.#n=e,!0)}#a(e){e.length>0&&this.#t.apply(e.flatMap(({lines:e})=>e))}};function oe(e,t){let n=t.filter(({state:e})=>e!==`sent`);e.write(n.length===0?``:JSON.stringify(n))}function se(e){try{let t=JSON.parse(e.read()||`[]`);return Array.isArray(t)?t.flatMap(e=>ce(e)??[]):[]}catch{return[]}}function ce(r){let{client_id:i,body:o,reply_to:s,thread:c,files:l,state:u,error:d}=e(r)??{};if(!n(i)||!n(o))return;let p=a({body:o,...t(s)&&{reply_to:s},...t(c)&&{thread:c},files:f(l)}),{code:m,message:h}=e(d)??{};return u===`refused`&&t(m)&&n(h)?{...p,client_id:i,state:u,error:{code:m,message:h}}:{...p,client_id:i,state:`waiting`}}var le=class{#e=[];get lines(){return this.#e}get next(){return this.#e.find(({state:e})=>e===`waiting`||e===`sending`)}add(e,t){this.#e=[...this.#e,{...a(t),client_id:e,state:`waiting`}]}restore(e){this.#e=e}sending(e){this.#t(e,e=>({...e,state:`sending`}))}waiting(e){this.#t(e,e=>({...e,state:`waiting`}))}sent(e,t){this.#t(e,e=>({...e,state:`sent`,seq:t}))}refused(e,t){this.#t(e,e=>({...e,state:`refused`,error:t}))}resend(e){let t=this.#e.find(t=>t.client_id===e&&t.state===`refused`);t&&(this.remove(e=>e===t),this.add(e,t))}remove(e){let t=this.#e.filter(t=>!e(t));t.length<this.#e.length&&(this.#e=t)}#t(e,t){this.#e=this.#e.map(n=>n.client_id===e?{client_id:e,...t(a(n))}:n)}};let ue=6e4;var de=class{#e;#t=new le;#n;#r=!1;#i;#a;constructor(e){this.#e=e,this.#n=new b(e.schedule,e.random),e.keep&&this.#t.restore(se(e.keep))}get lines(){return this.#t.lines}add(e,t){this.#t.add(e,t),this.#e.changed(),this.drain()}resend(e){this.#t.resend(e),this.#e.changed(),this.drain()}discard(e){this.#t.remove(t=>t.client_id===e&&t.state===`refused`),this.#e.changed()}settle(e,t){if(this.lines.length>0){let n=new Set(e.map(({client_id:e})=>e));this.#t.remove(({client_id:e,seq:r=1/0})=>n.has(e)||r<=t)}this.#o()}async drain(){if(!this.#r){this.#r=!0;for(let e=this.#t.next;e&&this.#e.isReady();e=this.#t.next)await this.#s(e);this.#r=!1}}hurry(){this.#n.reset()}close(){this.#a?.(),this.#n.reset()}#o(){let{keep:e}=this.#e;e&&this.#i!==this.lines&&(this.#i=this.lines,oe(e,this.lines))}async#s(e){let{room:t,link:n,changed:r,isReady:i}=this.#e,{client_id:o}=e;if(fe(e.body))this.#t.refused(o,{code:ee.lineTooLong,message:`The line is too long; make several of it.`}),r();else{this.#t.sending(o),r();try{let{files:i,...s}=a(e),c=i&&{files:i.map(({fid:e})=>e)},l=_(await n.rpc(`chat.send`,{room:t,client_id:o,...s,...c}));if(!l)throw TypeError(`chat.send: expected a receipt`);this.#t.sent(o,l.seq),this.#n.reset(),r(),this.#c()}catch(e){let{code:t,message:n,isTemporary:a}=x(e);a?this.#t.waiting(o):this.#t.refused(o,{code:t,message:n}),r(),a&&i()&&await this.#n.pause()}}}#c(){this.#a||!this.#u||(this.#a=this.#e.schedule(()=>{this.#a=void 0,this.#u&&this.#l()},1e3))}async#l(){if(await this.#e.missing(),this.#e.isReady()){for(let{client_id:e,state:t}of this.lines)t===`sent`&&this.#t.waiting(e);this.#e.changed(),this.drain()}this.#c()}get#u(){return this.lines.some(({state:e})=>e===`sent`)}};function fe(e){return e.length*6>ue&&new TextEncoder().encode(JSON.stringify(e)).length>ue}var pe=class{#e;#t;#n=/* @__PURE__ */ new Map;#r=[];constructor(e,t){this.#e=e,this.#t=t}get all(){return this.#r}hear(e){this.#n.get(e.uid)?.(),this.#n.set(e.uid,this.#e(()=>this.done([e.uid]),6e3)),this.#r.some(({uid:t})=>t===e.uid)||(this.#r=[...this.#r,e],this.#t())}done(e){for(let t of e)this.#n.get(t)?.(),this.#n.delete(t);let t=this.#r.filter(({uid:t})=>!e.includes(t));t.length!==this.#r.length&&(this.#r=t,this.#t())}close(){for(let e of this.#n.values())e();this.#n.clear()}};function me(){let e=crypto.getRandomValues(/* @__PURE__ */ new Uint8Array(16));return e[6]=(e[6]??0)&15|64,e[8]=(e[8]??0)&63|128,Array.from(e,e=>e.toString(16).padStart(2,`0`)).join(``).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/,`$1-$2-$3-$4-$5`)}var he=class{#e;#t;#n;#r;#i=new ae;#a;#o;#s;#c;#l;#u=/* @__PURE__ */ new Set;#d;#f;#p=!1;#m=0;#h=0;#g=!1;#_;#v=!1;#y=!1;constructor(e){let{room:t,link:n,pageSize:r=50,schedule:i=y,random:a=Math.random,newId:o=me,keep:s}=e;this.#e=t,this.#t=n,this.#n=r,this.#r=o,this.#l=i,this.#s=new b(i,a),this.#c=new pe(i,()=>this.#M()),this.#a=new de({room:t,link:n,schedule:i,random:a,isReady:()=>this.#b,changed:()=>this.#M(),missing:()=>this.#w(),keep:s}),this.#o=new ne({log:this.#i,history:e=>this.#A(e),turned:()=>{this.#M(),this.#T()}}),this.#f=this.#N(),this.#d=[n.onPublication(e=>this.#S(e)),n.onState((e,t)=>this.#x(e,t))]}get snapshot(){return this.#f}onChange(e){return this.#u.add(e),e(this.#f),()=>{this.#u.delete(e)}}send(e){let t=this.#r();return this.#a.add(t,typeof e==`string`?{body:e}:e),t}resend(e){this.#a.resend(e)}discard(e){this.#a.discard(e)}type(){this.#y||!this.#p||(this.#y=!0,this.#l(()=>{this.#y=!1},3e3),this.#j(`chat.typing`,{}).catch(()=>void 0))}async edit(e,t){await this.#j(`chat.edit`,{seq:e,body:t})}async delete(e){await this.#j(`chat.delete`,{seq:e})}async react(e,t,n){await this.#j(`chat.react`,{seq:e,emoji:t,on:n})}async pin(e,t){await this.#j(`chat.pin`,{seq:e,on:t})}older(){return this.#o.older()}newer(){return this.#o.newer()}goTo(e){return this.#o.goTo(e)}goToEnd(){return this.#o.goToEnd()}refresh(){return this.#w()}close(){for(let e of this.#d)e();this.#u.clear(),this.#p=!1,this.#s.reset(),this.#a.close(),this.#c.close()}get#b(){return this.#p&&this.#h===this.#m&&!this.#i.isBehind}#x(e,t){this.#p=e===`up`,this.#_=e===`refused`?t??{code:0,message:`refused`}:void 0,this.#s.reset(),this.#a.hurry(),this.#p?this.#w():this.#M()}#S(e){let t=m(e);t?(this.#i.receive(t),this.#c.done(t.lines.filter(({seq:e})=>e===t.seq).map(({uid:e})=>e)),this.#M(),this.#T()):this.#C(te(e))}#C(e){e?.type===`typing`&&this.#c.hear(e),e?.type===`settled`&&this.#w()}async#w(){this.#m+=1,this.#M(),await this.#T()}async#T(){if(!this.#v){for(this.#v=!0;this.#p&&!this.#_&&!this.#b;)await this.#E();this.#v=!1,await this.#a.drain()}}async#E(){let e=this.#m,{since:t}=this.#i;try{let{may_write:n}=await(t===void 0?this.#D():this.#O(t));this.#g=n,this.#i.isBehind||(this.#h=e),this.#M(),this.#i.isBehind&&this.#i.since===t?await this.#s.pause():this.#s.reset()}catch(t){await this.#k(x(t),e)}}async#D(){let e=await this.#A({});return this.#i.show(e),e}async#O(e){let t=g(await this.#j(`chat.sync`,{since:e,limit:100}));if(!t)throw TypeError(`chat.sync: expected a page of lines`);return t.head_seq-e>1e3?this.#i.restart():this.#i.sync(t,e),t}async#k(e,t){t===this.#m&&this.#p&&(e.isTemporary?await this.#s.pause():(this.#_={code:e.code,message:e.message},this.#M()))}async#A(e){let t=h(await this.#j(`chat.history`,{...e,limit:this.#n}));if(!t)throw TypeError(`chat.history: expected a page of lines`);return t}#j(e,t){return this.#t.rpc(e,{room:this.#e,...t})}#M(){this.#a.settle(this.#i.window.lines,this.#i.last??0),this.#f=this.#N();for(let e of this.#u)ge(e,this.#f)}#N(){let{epoch:e,last:t}=this.#i,{lines:n,hasOlder:r,hasNewer:i}=this.#i.window,a=this.#h!==this.#m||t===void 0;return{state:this.#_?`refused`:this.#p?a?`loading`:`live`:`connecting`,...this.#_&&{error:this.#_},...e!==void 0&&{epoch:e},...t!==void 0&&{last:t},lines:n,pending:this.#a.lines,hasOlder:r,hasNewer:i,typing:this.#c.all,mayWrite:this.#g}}};function ge(e,t){try{e(t)}catch(e){queueMicrotask(()=>{throw e})}}function _e(t){let{rooms:n,invitations:r,may_talk:i,may_create:a}=e(t)??{};if(!Array.isArray(n))return;let o=n.map(ye).filter(e=>e!==void 0);if(!(o.length<n.length))return{rooms:o,invitations:Array.isArray(r)?r.flatMap(e=>ve(e)??[]):[],may_talk:i===!0,may_create:a===!0}}function ve(r){let{room:i,title:a,uid:o,name:s}=e(r)??{};return n(i)&&n(a)&&t(o)&&n(s)?{room:i,title:a,uid:o,name:s}:void 0}function ye(n){let r=e(n);if(!r)return;let{room:i,title:a,epoch:o,head_seq:s,read_seq:c,unread:l,mentions:u,slow:d}=r;if(typeof i!=`string`||typeof a!=`string`||typeof o!=`string`||!t(s)||!t(c)||!t(l)||!t(u)||!t(d))return;let f=Se(r.notify),p=r.may_write===!0,m=r.may_moderate===!0,h=r.may_own===!0,g=xe(r.kind),_=Ce(r.status),v={head_seq:s,read_seq:c,unread:l,mentions:u},y={may_write:p,may_moderate:m,may_own:h};return{room:i,title:a,epoch:o,...v,notify:f,status:_,kind:g,slow:d,...y}}let be=[`site`,`group`,`content`,`private`,`direct`];function xe(e){return be.includes(e)?e:`site`}function Se(e){return e===`all`||e===`nothing`?e:`mentions`}function Ce(e){return e===`readonly`||e===`archived`?e:`open`}function we(r){let{type:i,room:a,seq:o,uid:s,name:c,body:l,read_seq:u,notify:d,kind:f,until:p,reason:m}=e(r)??{};if(n(a)){if(i===`read`&&t(u))return{type:i,room:a,read_seq:u};if(i===`rooms`)return{type:i,room:a};if(i===`notify`)return{type:i,room:a,notify:Se(d)};if(i===`mention`&&t(o)&&t(s)&&n(c)&&n(l))return{type:i,room:a,seq:o,uid:s,name:c,body:l};if(f===`mute`||f===`ban`)return i===`lifted`?{type:i,room:a,kind:f}:i===`sanction`&&t(p)&&n(m)?{type:i,room:a,kind:f,until:p,reason:m}:void 0}}let Te={isLoaded:!1,rooms:[],unread:0,mentions:0,invitations:[],mayTalk:!1,mayCreate:!1};var Ee=class{#e;#t;#n;#r;#i=/* @__PURE__ */ new Set;#a=/* @__PURE__ */ new Set;#o=[];#s=/* @__PURE__ */ new Set;#c=/* @__PURE__ */ new Map;#l=/* @__PURE__ */ new Map;#u=/* @__PURE__ */ new Set;#d=Te;#f;#p=!1;#m=!1;constructor({connection:e,uid:t,schedule:n=y,random:r=Math.random}){this.#e=e,this.#t=t,this.#n=n,this.#r=new b(n,r),t>0&&this.#v(),this.load()}get snapshot(){return this.#d}onChange(e){return this.#i.add(e),e(this.#d),()=>{this.#i.delete(e)}}onOwn(e){return this.#a.add(e),()=>{this.#a.delete(e)}}read(e,t){let n=this.#l.get(e);if(!n||this.#t===0||t<=n.read_seq)return;let r=t>=n.head_seq;this.#T({...n,read_seq:t,...r&&{unread:0,mentions:0}}),this.#c.size===0&&this.#n(()=>void this.#w(),400),this.#c.set(e,t)}async markUnread(e,t){this.#c.delete(e),await this.#e.rpc(`chat.read`,{room:e,seq:t-1,back:!0}),await this.load()}load(){return this.#p=!0,this.#f??=this.#h().finally(()=>{this.#f=void 0}),this.#f}close(){this.#m=!0;for(let e of this.#o)e();this.#i.clear(),this.#a.clear(),this.#r.reset()}async#h(){for(;this.#p&&!this.#m;){this.#p=!1;try{let e=_e(await this.#e.rpc(`chat.rooms`,{}));if(!e)throw TypeError(`chat.rooms: expected a list of rooms`);this.#g(e),this.#r.reset()}catch{this.#p=!0,await this.#r.pause()}}}#g({rooms:e,invitations:t,may_talk:n,may_create:r}){this.#l=new Map(e.map(e=>[e.room,e]));for(let{room:t}of e)this.#_(t),this.#u.delete(t)&&this.#e.retry(t);this.#E({isLoaded:!0,invitations:t,mayTalk:n,mayCreate:r})}#_(e){if(this.#s.has(e))return;this.#s.add(e);let t=this.#e.link(e);this.#o.push(t.onPublication(t=>this.#b(e,t)),this.#y(t,e))}#v(){let e=this.#e.link(`@${this.#t}`);this.#o.push(e.onPublication(e=>{let t=we(e);t&&this.#S(t)}),this.#y(e,``))}#y(e,t){let n=!1;return e.onState(e=>{e===`up`&&n&&this.#C(),e===`refused`&&(this.#u.add(t),this.#C()),n||=e===`up`})}#b(e,t){let n=this.#l.get(e);if(!n)return;let r=m(t);r?this.#x(n,r):te(t)?.type===`settled`&&this.#C()}#x(e,t){if(t.seq<=e.head_seq)return;if(t.epoch!==e.epoch||t.seq>e.head_seq+1){this.#C();return}let n=t.lines.filter(({seq:e,uid:n,thread:r})=>e===t.seq&&n!==this.#t&&r===void 0),r=n.filter(e=>e.mentions?.includes(this.#t)).length;this.#T({...e,head_seq:t.seq,unread:Math.min(100,e.unread+(this.#t===0?0:n.length)),mentions:Math.min(100,e.mentions+r)})}#S(e){let t=this.#l.get(e.room);e.type===`notify`&&t?this.#T({...t,notify:e.notify}):e.type===`read`&&t&&e.read_seq>=t.head_seq?this.#T({...t,read_seq:e.read_seq,unread:0,mentions:0}):e.type===`mention`&&t||this.#C();for(let t of this.#a)t(e)}#C(){this.load()}async#w(){let e=[...this.#c];this.#c.clear();for(let[t,n]of e)try{await this.#e.rpc(`chat.read`,{room:t,seq:n})}catch{this.#C()}}#T(e){this.#l.set(e.room,e),this.#E({})}#E(e){let t=[...this.#l.values()].sort((e,t)=>e.title.localeCompare(t.title)),n=e=>e.reduce((e,t)=>e+t,0);this.#d={...this.#d,...e,rooms:t,unread:n(t.filter(({notify:e})=>e!==`nothing`).map(({unread:e})=>e)),mentions:n(t.map(({mentions:e})=>e))};for(let e of this.#i)e(this.#d)}};let De={rooms:`Rooms`,conversation:`Conversation`,messages:`Messages`,people:`People`,guests:`{count} guests`,connecting:`Connecting…`,offline:`No connection. What you write is kept and goes out by itself.`,loading:`Loading…`,empty:`Nobody has written yet. Say hello.`,noRooms:`There is no room for you here yet.`,choose:`Choose a room.`,unread:`{count} unread`,mentions:`{count} mentions of you`,newLines:`New`,jumpToNew:`{count} new below`,jumpToEnd:`To the newest message`,older:`Loading earlier messages…`,write:`Message to {room}`,send:`Send`,save:`Save`,cancel:`Cancel`,editing:`You edit a message`,answering:`You answer {name}`,mayNotWrite:`You may read here, but not write.`,archived:`This room is archived.`,readonly:`Only moderators write here at the moment.`,slow:`One message every {seconds} seconds.`,deleted:`This message was deleted.`,edited:`edited`,edit:`Edit`,delete:`Delete`,confirmDelete:`Delete this message for everybody?`,reply:`Answer`,react:`React`,reactWith:`React with {emoji}`,reactions:`{count} reacted with {emoji}`,pin:`Pin`,unpin:`Unpin`,pinned:`Pinned`,copyLink:`Copy link`,markUnread:`Mark unread`,more:`More about the message of {name}`,waiting:`waiting`,sending:`sending`,sent:`sent`,refused:`Not sent: {reason}`,resend:`Send again`,discard:`Discard`,typingOne:`{name} is writing…`,typingTwo:`{name} and {other} are writing…`,typingMany:`Several people are writing…`,guest:`Guest`,quickSwitch:`Go to room`,quickSwitchHint:`Type a room’s name`,answerTo:`Answer to {name}: {text}`,goneLine:`a message that isn’t loaded`,mute:`Mute for 10 minutes`,ban:`Ban`,confirmBan:`Ban {name} from this room?`,muted:`A moderator muted you. {reason}`,banned:`A moderator closed this room for you. {reason}`,mentionedIn:`{name} mentions you in {room}`,close:`Close`,members:`Who is here`,showRooms:`Show rooms`,showPeople:`Show who is here`,connected:`Connected ({count})`,others:`and {count} more`,open:`Open the chat`,openUnread:`Open the chat ({count} unread)`,beside:`Beside the conversation`,thread:`Thread`,replyInThread:`Answer in a thread`,replies:`Answers: {count}`,pins:`Pinned messages`,noPins:`Nothing is pinned here.`,search:`Search`,searchFor:`Words in messages`,onlyHere:`Only in this room`,nothingFound:`Nothing was found.`,moreFound:`Show more`,toDay:`To a day`,goThere:`Go`,attach:`Bring a file`,attached:`Files of this message`,removeFile:`Take {name} out`,bringing:`{name}: {percent} %`,fileRefused:`{name}: {reason}`,flag:`Report`,flagReason:`Why should a moderator look at this message?`,flagged:`Thank you. A moderator will look at it.`,toContent:`Turn lines into content`,kick:`Ban for 5 minutes`,begin:`New conversation`,beginTalk:`Talk to somebody`,beginRoom:`Make a private room`,invite:`Ask somebody in`,invited:`{name} asks you into {room}`,join:`Come in`,decline:`No, thanks`,leaveRoom:`Leave this room`,confirmLeave:`Leave {room}? You come back only if you are asked in again.`,roomTitle:`What the room is called`,whom:`Who? Begin to type a name`,chosen:`Chosen`,takeOut:`Take {name} out again`,roomMenu:`About this room`,tellMe:`Tell me of`,tellAll:`every message`,tellMentions:`mentions of me`,tellNothing:`nothing`,desktopOn:`Show notices on the desktop`,desktopOff:`Show no notices on the desktop`,archive:`Archive this room`,reopen:`Open this room again`,roomGone:`This room is closed for you.`,bot:`program`,notMade:`That didn’t work: {reason}`};function Oe(e){return(t,n={})=>e[t].replace(/\{(\w+)\}/g,(e,t)=>String(n[t]??``))}let ke={isOpen:!1,url:()=>`#`,bring:()=>Promise.reject(/* @__PURE__ */ Error(`no place for files`))};var Ae=class{connection;account;list;say;linkTo;files;toContent;#e;#t=/* @__PURE__ */ new Map;#n=/* @__PURE__ */ new Map;constructor(e){let{connection:t,account:n,site:r=location.host,words:i,linkTo:a=Me}=e;this.files=e.files??ke,this.toContent=e.toContent,this.connection=t,this.account=n,this.#e=r,this.say=Oe({...De,...i}),this.linkTo=a,this.list=new Ee({connection:t,uid:n.uid})}feed(e){return je(this.#t,e,()=>new he({room:e,link:this.connection.link(e),keep:this.keep(`outbox`,e)}))}people(e){return je(this.#n,e,()=>new r(this.connection.presence(e)))}keep(e,t){let n=`chatroom:${this.#e}:${this.account.uid}:${t}:${e}`;return{read:()=>sessionStorage.getItem(n),write:e=>e===``?sessionStorage.removeItem(n):sessionStorage.setItem(n,e)}}close(){this.list.close();for(let e of this.#t.values())e.close();for(let e of this.#n.values())e.close()}};function je(e,t,n){let r=e.get(t);if(r!==void 0)return r;let i=n();return e.set(t,i),i}function Me(e,t){let{origin:n,pathname:r,search:i}=location;return`${n}${r}${i}#${e}/${t}`}var Ne=class{#e;#t;#n=/* @__PURE__ */ new Set;#r=/* @__PURE__ */ new Set;#i=/* @__PURE__ */ new Set;#a=/* @__PURE__ */ new Set;#o=`down`;#s;#c;constructor(e,t){this.#e=e,this.#t=t,e.onState(({state:e})=>{e!==`live`&&this.#o===`up`&&this.#l(`down`)}),this.open()}open(){this.#c?.(),this.#c=this.#e.on(this.#t,{publication:({data:e})=>{for(let t of[...this.#n])t(e)},subscribed:()=>this.#l(`up`),join:e=>{for(let t of[...this.#i])t(Fe(e))},leave:e=>{for(let t of[...this.#a])t(Fe(e))},error:({code:e,message:t,status:n=0})=>{e===`subscription-refused`?this.#l(`refused`,{code:n,message:t}):this.#l(`down`)}})}onData(e){return S(this.#n,e)}onState(e){return e(this.#o,this.#s),S(this.#r,e)}onJoin(e){return S(this.#i,e)}onLeave(e){return S(this.#a,e)}#l(e,t){this.#o=e,this.#s=t;for(let n of[...this.#r])n(e,t)}};function Pe(e){let t=/* @__PURE__ */ new Map,n=n=>{let r=t.get(n);if(r)return r;let i=new Ne(e,`chat:${n}`);return t.set(n,i),i},r=(t,n)=>e.rpc(t,n);return{rpc:r,link(e){let t=n(e);return{rpc:r,onPublication:e=>t.onData(e),onState:e=>t.onState(e)}},retry:e=>n(e).open(),presence(t){let r=n(t);return{list:async()=>Object.values(await e.presence(`chat:${t}`)).map(Fe),onJoin:e=>r.onJoin(e),onLeave:e=>r.onLeave(e),onState:e=>r.onState(e)}}}}function S(e,t){return e.add(t),()=>{e.delete(t)}}function Fe({client:e,user:t,connInfo:n}){return{client:e,user:t,info:n}}
/**
* @license
* Copyright 2019 Google LLC
* SPDX-License-Identifier: BSD-3-Clause
*/
let C=globalThis,Ie=C.ShadowRoot&&(C.ShadyCSS===void 0||C.ShadyCSS.nativeShadow)&&`adoptedStyleSheets`in Document.prototype&&`replace`in CSSStyleSheet.prototype,Le=Symbol(),Re=/* @__PURE__ */ new WeakMap;var ze=class{constructor(e,t,n){if(this._$cssResult$=!0,n!==Le)throw Error("CSSResult is not constructable. Use `unsafeCSS` or `css` instead.");this.cssText=e,this.t=t}get styleSheet(){let e=this.o,t=this.t;if(Ie&&e===void 0){let n=t!==void 0&&t.length===1;n&&(e=Re.get(t)),e===void 0&&((this.o=e=new CSSStyleSheet).replaceSync(this.cssText),n&&Re.set(t,e))}return e}toString(){return this.cssText}};let Be=e=>new ze(typeof e==`string`?e:e+``,void 0,Le),w=(e,...t)=>new ze(e.length===1?e[0]:t.reduce((t,n,r)=>t+(e=>{if(!0===e._$cssResult$)return e.cssText;if(typeof e==`number`)return e;throw Error(`Value passed to 'css' function must be a 'css' function result: `+e+`. Use 'unsafeCSS' to pass non-literal values, but take care to ensure page security.`)})(n)+e[r+1],e[0]),e,Le),Ve=(e,t)=>{if(Ie)e.adoptedStyleSheets=t.map(e=>e instanceof CSSStyleSheet?e:e.styleSheet);else for(let n of t){let t=document.createElement(`style`),r=C.litNonce;r!==void 0&&t.setAttribute(`nonce`,r),t.textContent=n.cssText,e.appendChild(t)}},He=Ie?e=>e:e=>e instanceof CSSStyleSheet?(e=>{let t=``;for(let n of e.cssRules)t+=n.cssText;return Be(t)})(e):e,{is:Ue,defineProperty:We,getOwnPropertyDescriptor:Ge,getOwnPropertyNames:Ke,getOwnPropertySymbols:qe,getPrototypeOf:Je}=Object,T=globalThis,Ye=T.trustedTypes,Xe=Ye?Ye.emptyScript:``,Ze=T.reactiveElementPolyfillSupport,E=(e,t)=>e,Qe={toAttribute(e,t){
/**
* @license
* Copyright 2017 Google LLC
* SPDX-License-Identifier: BSD-3-Clause
*/
switch(t){case Boolean:e=e?Xe:null;break;case Object:case Array:e=e==null?e:JSON.stringify(e)}return e},fromAttribute(e,t){let n=e;switch(t){case Boolean:n=e!==null;break;case Number:n=e===null?null:Number(e);break;case Object:case Array:try{n=JSON.parse(e)}catch{n=null}}return n}},$e=(e,t)=>!Ue(e,t),et={attribute:!0,type:String,converter:Qe,reflect:!1,useDefault:!1,hasChanged:$e};Symbol.metadata??=Symbol(`metadata`),T.litPropertyMetadata??=/* @__PURE__ */ new WeakMap;var D=class extends HTMLElement{static addInitializer(e){this._$Ei(),(this.l??=[]).push(e)}static get observedAttributes(){return this.finalize(),this._$Eh&&[...this._$Eh.keys()]}static createProperty(e,t=et){if(t.state&&(t.attribute=!1),this._$Ei(),this.prototype.hasOwnProperty(e)&&((t=Object.create(t)).wrapped=!0),this.elementProperties.set(e,t),!t.noAccessor){let n=Symbol(),r=this.getPropertyDescriptor(e,n,t);r!==void 0&&We(this.prototype,e,r)}}static getPropertyDescriptor(e,t,n){let{get:r,set:i}=Ge(this.prototype,e)??{get(){return this[t]},set(e){this[t]=e}};return{get:r,set(t){let a=r?.call(this);i?.call(this,t),this.requestUpdate(e,a,n)},configurable:!0,enumerable:!0}}static getPropertyOptions(e){return this.elementProperties.get(e)??et}static _$Ei(){if(this.hasOwnProperty(E(`elementProperties`)))return;let e=Je(this);e.finalize(),e.l!==void 0&&(this.l=[...e.l]),this.elementProperties=new Map(e.elementProperties)}static finalize(){if(this.hasOwnProperty(E(`finalized`)))return;if(this.finalized=!0,this._$Ei(),this.hasOwnProperty(E(`properties`))){let e=this.properties,t=[...Ke(e),...qe(e)];for(let n of t)this.createProperty(n,e[n])}let e=this[Symbol.metadata];if(e!==null){let t=litPropertyMetadata.get(e);if(t!==void 0)for(let[e,n]of t)this.elementProperties.set(e,n)}this._$Eh=/* @__PURE__ */ new Map;for(let[e,t]of this.elementProperties){let n=this._$Eu(e,t);n!==void 0&&this._$Eh.set(n,e)}this.elementStyles=this.finalizeStyles(this.styles)}static finalizeStyles(e){let t=[];if(Array.isArray(e)){let n=new Set(e.flat(1/0).reverse());for(let e of n)t.unshift(He(e))}else e!==void 0&&t.push(He(e));return t}static _$Eu(e,t){let n=t.attribute;return!1===n?void 0:typeof n==`string`?n:typeof e==`string`?e.toLowerCase():void 0}constructor(){super(),this._$Ep=void 0,this.isUpdatePending=!1,this.hasUpdated=!1,this._$Em=null,this._$Ev()}_$Ev(){this._$ES=new Promise(e=>this.enableUpdating=e),this._$AL=/* @__PURE__ */ new Map,this._$E_(),this.requestUpdate(),this.constructor.l?.forEach(e=>e(this))}addController(e){(this._$EO??=/* @__PURE__ */ new Set).add(e),this.renderRoot!==void 0&&this.isConnected&&e.hostConnected?.()}removeController(e){this._$EO?.delete(e)}_$E_(){let e=/* @__PURE__ */ new Map,t=this.constructor.elementProperties;for(let n of t.keys())this.hasOwnProperty(n)&&(e.set(n,this[n]),delete this[n]);e.size>0&&(this._$Ep=e)}createRenderRoot(){let e=this.shadowRoot??this.attachShadow(this.constructor.shadowRootOptions);return Ve(e,this.constructor.elementStyles),e}connectedCallback(){this.renderRoot??=this.createRenderRoot(),this.enableUpdating(!0),this._$EO?.forEach(e=>e.hostConnected?.())}enableUpdating(e){}disconnectedCallback(){this._$EO?.forEach(e=>e.hostDisconnected?.())}attributeChangedCallback(e,t,n){this._$AK(e,n)}_$ET(e,t){let n=this.constructor.elementProperties.get(e),r=this.constructor._$Eu(e,n);if(r!==void 0&&!0===n.reflect){let i=(n.converter?.toAttribute===void 0?Qe:n.converter).toAttribute(t,n.type);this._$Em=e,i==null?this.removeAttribute(r):this.setAttribute(r,i),this._$Em=null}}_$AK(e,t){let n=this.constructor,r=n._$Eh.get(e);if(r!==void 0&&this._$Em!==r){let e=n.getPropertyOptions(r),i=typeof e.converter==`function`?{fromAttribute:e.converter}:e.converter?.fromAttribute===void 0?Qe:e.converter;this._$Em=r;let a=i.fromAttribute(t,e.type);this[r]=a??this._$Ej?.get(r)??a,this._$Em=null}}requestUpdate(e,t,n,r=!1,i){if(e!==void 0){let a=this.constructor;if(!1===r&&(i=this[e]),n??=a.getPropertyOptions(e),!((n.hasChanged??$e)(i,t)||n.useDefault&&n.reflect&&i===this._$Ej?.get(e)&&!this.hasAttribute(a._$Eu(e,n))))return;this.C(e,t,n)}!1===this.isUpdatePending&&(this._$ES=this._$EP())}C(e,t,{useDefault:n,reflect:r,wrapped:i},a){n&&!(this._$Ej??=/* @__PURE__ */ new Map).has(e)&&(this._$Ej.set(e,a??t??this[e]),!0!==i||a!==void 0)||(this._$AL.has(e)||(this.hasUpdated||n||(t=void 0),this._$AL.set(e,t)),!0===r&&this._$Em!==e&&(this._$Eq??=/* @__PURE__ */ new Set).add(e))}async _$EP(){this.isUpdatePending=!0;try{await this._$ES}catch(e){Promise.reject(e)}let e=this.scheduleUpdate();return e!=null&&await e,!this.isUpdatePending}scheduleUpdate(){return this.performUpdate()}performUpdate(){if(!this.isUpdatePending)return;if(!this.hasUpdated){if(this.renderRoot??=this.createRenderRoot(),this._$Ep){for(let[e,t]of this._$Ep)this[e]=t;this._$Ep=void 0}let e=this.constructor.elementProperties;if(e.size>0)for(let[t,n]of e){let{wrapped:e}=n,r=this[t];!0!==e||this._$AL.has(t)||r===void 0||this.C(t,void 0,n,r)}}let e=!1,t=this._$AL;try{e=this.shouldUpdate(t),e?(this.willUpdate(t),this._$EO?.forEach(e=>e.hostUpdate?.()),this.update(t)):this._$EM()}catch(t){throw e=!1,this._$EM(),t}e&&this._$AE(t)}willUpdate(e){}_$AE(e){this._$EO?.forEach(e=>e.hostUpdated?.()),this.hasUpdated||(this.hasUpdated=!0,this.firstUpdated(e)),this.updated(e)}_$EM(){this._$AL=/* @__PURE__ */ new Map,this.isUpdatePending=!1}get updateComplete(){return this.getUpdateComplete()}getUpdateComplete(){return this._$ES}shouldUpdate(e){return!0}update(e){this._$Eq&&=this._$Eq.forEach(e=>this._$ET(e,this[e])),this._$EM()}updated(e){}firstUpdated(e){}};D.elementStyles=[],D.shadowRootOptions={mode:`open`},D[E(`elementProperties`)]=/* @__PURE__ */ new Map,D[E(`finalized`)]=/* @__PURE__ */ new Map,Ze?.({ReactiveElement:D}),(T.reactiveElementVersions??=[]).push(`2.1.2`);
/**
* @license
* Copyright 2017 Google LLC
* SPDX-License-Identifier: BSD-3-Clause
*/
let tt=globalThis,nt=e=>e,O=tt.trustedTypes,rt=O?O.createPolicy(`lit-html`,{createHTML:e=>e}):void 0,it=`$lit$`,k=`lit$${Math.random().toFixed(9).slice(2)}$`,at=`?`+k,ot=`<${at}>`,A=document,j=()=>A.createComment(``),M=e=>e===null||typeof e!=`object`&&typeof e!=`function`,st=Array.isArray,ct=e=>st(e)||typeof e?.[Symbol.iterator]==`function`,N=`[ 	
\f\r]`,P=/<(?:(!--|\/[^a-zA-Z])|(\/?[a-zA-Z][^>\s]*)|(\/?$))/g,lt=/-->/g,ut=/>/g,F=RegExp(`>|${N}(?:([^\\s"'>=/]+)(${N}*=${N}*(?:[^ \t\n\f\r"'\`<>=]|("|')|))|$)`,`g`),dt=/'/g,ft=/"/g,pt=/^(?:script|style|textarea|title)$/i,I=(e=>(t,...n)=>({_$litType$:e,strings:t,values:n}))(1),L=Symbol.for(`lit-noChange`),R=Symbol.for(`lit-nothing`),mt=/* @__PURE__ */ new WeakMap,z=A.createTreeWalker(A,129);function ht(e,t){if(!st(e)||!e.hasOwnProperty(`raw`))throw Error(`invalid template strings array`);return rt===void 0?t:rt.createHTML(t)}let gt=(e,t)=>{let n=e.length-1,r=[],i,a=t===2?`<svg>`:t===3?`<math>`:``,o=P;for(let t=0;t<n;t++){let n=e[t],s,c,l=-1,u=0;for(;u<n.length&&(o.lastIndex=u,c=o.exec(n),c!==null);)u=o.lastIndex,o===P?c[1]===`!--`?o=lt:c[1]===void 0?c[2]===void 0?c[3]!==void 0&&(o=F):(pt.test(c[2])&&(i=RegExp(`</`+c[2],`g`)),o=F):o=ut:o===F?c[0]===`>`?(o=i??P,l=-1):c[1]===void 0?l=-2:(l=o.lastIndex-c[2].length,s=c[1],o=c[3]===void 0?F:c[3]===`"`?ft:dt):o===ft||o===dt?o=F:o===lt||o===ut?o=P:(o=F,i=void 0);let d=o===F&&e[t+1].startsWith(`/>`)?` `:``;a+=o===P?n+ot:l>=0?(r.push(s),n.slice(0,l)+it+n.slice(l)+k+d):n+k+(l===-2?t:d)}return[ht(e,a+(e[n]||`<?>`)+(t===2?`</svg>`:t===3?`</math>`:``)),r]};var _t=class e{constructor({strings:t,_$litType$:n},r){let i;this.parts=[];let a=0,o=0,s=t.length-1,c=this.parts,[l,u]=gt(t,n);if(this.el=e.createElement(l,r),z.currentNode=this.el.content,n===2||n===3){let e=this.el.content.firstChild;e.replaceWith(...e.childNodes)}for(;(i=z.nextNode())!==null&&c.length<s;){if(i.nodeType===1){if(i.hasAttributes())for(let e of i.getAttributeNames())if(e.endsWith(it)){let t=u[o++],n=i.getAttribute(e).split(k),r=/([.?@])?(.*)/.exec(t);c.push({type:1,index:a,name:r[2],strings:n,ctor:r[1]===`.`?yt:r[1]===`?`?bt:r[1]===`@`?xt:H}),i.removeAttribute(e)}else e.startsWith(k)&&(c.push({type:6,index:a}),i.removeAttribute(e));if(pt.test(i.tagName)){let e=i.textContent.split(k),t=e.length-1;if(t>0){i.textContent=O?O.emptyScript:``;for(let n=0;n<t;n++)i.append(e[n],j()),z.nextNode(),c.push({type:2,index:++a});i.append(e[t],j())}}}else if(i.nodeType===8){if(i.data===at)c.push({type:2,index:a});else{let e=-1;for(;(e=i.data.indexOf(k,e+1))!==-1;)c.push({type:7,index:a}),e+=k.length-1}}a++}}static createElement(e,t){let n=A.createElement(`template`);return n.innerHTML=e,n}};function B(e,t,n=e,r){if(t===L)return t;let i=r===void 0?n._$Cl:n._$Co?.[r],a=M(t)?void 0:t._$litDirective$;return i?.constructor!==a&&(i?._$AO?.(!1),a===void 0?i=void 0:(i=new a(e),i._$AT(e,n,r)),r===void 0?n._$Cl=i:(n._$Co??=[])[r]=i),i!==void 0&&(t=B(e,i._$AS(e,t.values),i,r)),t}var vt=class{constructor(e,t){this._$AV=[],this._$AN=void 0,this._$AD=e,this._$AM=t}get parentNode(){return this._$AM.parentNode}get _$AU(){return this._$AM._$AU}u(e){let{el:{content:t},parts:n}=this._$AD,r=(e?.creationScope??A).importNode(t,!0);z.currentNode=r;let i=z.nextNode(),a=0,o=0,s=n[0];for(;s!==void 0;){if(a===s.index){let t;s.type===2?t=new V(i,i.nextSibling,this,e):s.type===1?t=new s.ctor(i,s.name,s.strings,this,e):s.type===6&&(t=new St(i,this,e)),this._$AV.push(t),s=n[++o]}a!==s?.index&&(i=z.nextNode(),a++)}return z.currentNode=A,r}p(e){let t=0;for(let n of this._$AV)n!==void 0&&(n.strings===void 0?n._$AI(e[t]):(n._$AI(e,n,t),t+=n.strings.length-2)),t++}},V=class e{get _$AU(){return this._$AM?._$AU??this._$Cv}constructor(e,t,n,r){this.type=2,this._$AH=R,this._$AN=void 0,this._$AA=e,this._$AB=t,this._$AM=n,this.options=r,this._$Cv=r?.isConnected??!0}get parentNode(){let e=this._$AA.parentNode,t=this._$AM;return t!==void 0&&e?.nodeType===11&&(e=t.parentNode),e}get startNode(){return this._$AA}get endNode(){return this._$AB}_$AI(e,t=this){e=B(this,e,t),M(e)?e===R||e==null||e===``?(this._$AH!==R&&this._$AR(),this._$AH=R):e!==this._$AH&&e!==L&&this._(e):e._$litType$===void 0?e.nodeType===void 0?ct(e)?this.k(e):this._(e):this.T(e):this.$(e)}O(e){return this._$AA.parentNode.insertBefore(e,this._$AB)}T(e){this._$AH!==e&&(this._$AR(),this._$AH=this.O(e))}_(e){this._$AH!==R&&M(this._$AH)?this._$AA.nextSibling.data=e:this.T(A.createTextNode(e)),this._$AH=e}$(e){let{values:t,_$litType$:n}=e,r=typeof n==`number`?this._$AC(e):(n.el===void 0&&(n.el=_t.createElement(ht(n.h,n.h[0]),this.options)),n);if(this._$AH?._$AD===r)this._$AH.p(t);else{let e=new vt(r,this),n=e.u(this.options);e.p(t),this.T(n),this._$AH=e}}_$AC(e){let t=mt.get(e.strings);return t===void 0&&mt.set(e.strings,t=new _t(e)),t}k(t){st(this._$AH)||(this._$AH=[],this._$AR());let n=this._$AH,r,i=0;for(let a of t)i===n.length?n.push(r=new e(this.O(j()),this.O(j()),this,this.options)):r=n[i],r._$AI(a),i++;i<n.length&&(this._$AR(r&&r._$AB.nextSibling,i),n.length=i)}_$AR(e=this._$AA.nextSibling,t){for(this._$AP?.(!1,!0,t);e!==this._$AB;){let t=nt(e).nextSibling;nt(e).remove(),e=t}}setConnected(e){this._$AM===void 0&&(this._$Cv=e,this._$AP?.(e))}},H=class{get tagName(){return this.element.tagName}get _$AU(){return this._$AM._$AU}constructor(e,t,n,r,i){this.type=1,this._$AH=R,this._$AN=void 0,this.element=e,this.name=t,this._$AM=r,this.options=i,n.length>2||n[0]!==``||n[1]!==``?(this._$AH=Array(n.length-1).fill(/* @__PURE__ */ new String),this.strings=n):this._$AH=R}_$AI(e,t=this,n,r){let i=this.strings,a=!1;if(i===void 0)e=B(this,e,t,0),a=!M(e)||e!==this._$AH&&e!==L,a&&(this._$AH=e);else{let r=e,o,s;for(e=i[0],o=0;o<i.length-1;o++)s=B(this,r[n+o],t,o),s===L&&(s=this._$AH[o]),a||=!M(s)||s!==this._$AH[o],s===R?e=R:e!==R&&(e+=(s??``)+i[o+1]),this._$AH[o]=s}a&&!r&&this.j(e)}j(e){e===R?this.element.removeAttribute(this.name):this.element.setAttribute(this.name,e??``)}},yt=class extends H{constructor(){super(...arguments),this.type=3}j(e){this.element[this.name]=e===R?void 0:e}},bt=class extends H{constructor(){super(...arguments),this.type=4}j(e){this.element.toggleAttribute(this.name,!!e&&e!==R)}},xt=class extends H{constructor(e,t,n,r,i){super(e,t,n,r,i),this.type=5}_$AI(e,t=this){if((e=B(this,e,t,0)??R)===L)return;let n=this._$AH,r=e===R&&n!==R||e.capture!==n.capture||e.once!==n.once||e.passive!==n.passive,i=e!==R&&(n===R||r);r&&this.element.removeEventListener(this.name,this,n),i&&this.element.addEventListener(this.name,this,e),this._$AH=e}handleEvent(e){typeof this._$AH==`function`?this._$AH.call(this.options?.host??this.element,e):this._$AH.handleEvent(e)}},St=class{constructor(e,t,n){this.element=e,this.type=6,this._$AN=void 0,this._$AM=t,this.options=n}get _$AU(){return this._$AM._$AU}_$AI(e){B(this,e)}};let Ct={M:it,P:k,A:at,C:1,L:gt,R:vt,D:ct,V:B,I:V,H,N:bt,U:xt,B:yt,F:St},wt=tt.litHtmlPolyfillSupport;wt?.(_t,V),(tt.litHtmlVersions??=[]).push(`3.3.3`);let Tt=(e,t,n)=>{let r=n?.renderBefore??t,i=r._$litPart$;if(i===void 0){let e=n?.renderBefore??null;r._$litPart$=i=new V(t.insertBefore(j(),e),e,void 0,n??{})}return i._$AI(e),i},Et=globalThis
/**
* @license
* Copyright 2017 Google LLC
* SPDX-License-Identifier: BSD-3-Clause
*/
;var U=class extends D{constructor(){super(...arguments),this.renderOptions={host:this},this._$Do=void 0}createRenderRoot(){let e=super.createRenderRoot();return this.renderOptions.renderBefore??=e.firstChild,e}update(e){let t=this.render();this.hasUpdated||(this.renderOptions.isConnected=this.isConnected),super.update(e),this._$Do=Tt(t,this.renderRoot,this.renderOptions)}connectedCallback(){super.connectedCallback(),this._$Do?.setConnected(!0)}disconnectedCallback(){super.disconnectedCallback(),this._$Do?.setConnected(!1)}render(){return L}};U._$litElement$=!0,U.finalized=!0,Et.litElementHydrateSupport?.({LitElement:U});let Dt=Et.litElementPolyfillSupport;Dt?.({LitElement:U}),(Et.litElementVersions??=[]).push(`4.2.2`);let Ot=w`
  :host {
    display: flex;
    flex-direction: column;
    min-block-size: 0;
    block-size: 100%;
  }
  .head {
    display: flex;
    align-items: center;
    gap: 0.4em;
    padding-block-end: 0.4em;
  }
  .head h2 {
    flex: 1;
    font-size: 0.95em;
    font-weight: 600;
  }
  ol {
    flex: 1;
    min-block-size: 0;
    overflow-y: auto;
    display: flex;
    flex-direction: column;
    gap: 0.7em;
    padding-block: 0.3em;
  }
  li > button {
    display: block;
    inline-size: 100%;
    text-align: start;
    padding: 0.4em 0.5em;
  }
  .who {
    font-size: 0.85em;
    color: var(--_quiet);
  }
  .who strong {
    color: var(--_text);
  }
  .text {
    overflow-wrap: anywhere;
  }
  .gone,
  .quiet {
    color: var(--_quiet);
  }
  .waiting {
    opacity: 0.65;
  }
  form {
    display: grid;
    gap: 0.4em;
    padding-block-end: 0.5em;
  }
  label {
    display: grid;
    gap: 0.2em;
    font-size: 0.88em;
    color: var(--_quiet);
  }
  input {
    inline-size: 100%;
    padding: 0.4em 0.6em;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    font: inherit;
    color: var(--_text);
    background: var(--_surface);
  }
  .row {
    display: flex;
    gap: 0.4em;
    align-items: end;
  }
  .row > label {
    flex: 1;
  }
`,W=w`
  :host {
    --_accent: var(--chat-accent, var(--color--primary-40, #0d63c9));
    --_link: var(--chat-link, light-dark(#0b57b3, #8ab8ff));
    --_on-accent: var(--chat-on-accent, #fff);
    --_surface: var(--chat-surface, light-dark(#fff, #17191d));
    --_raised: var(--chat-raised, light-dark(#f3f5f8, #202328));
    --_text: var(--chat-text, light-dark(#1b1d21, #e8eaee));
    --_quiet: var(--chat-quiet, light-dark(#5a6270, #a3abb8));
    --_line: var(--chat-line, light-dark(#dde2e9, #343941));
    --_mark: var(--chat-mark, light-dark(#fff4d6, #3c331a));
    --_danger: var(--chat-danger, light-dark(#b3261e, #ff8a80));
    --_good: var(--chat-good, light-dark(#1c7c3c, #6fd58f));
    --_radius: var(--chat-radius, 0.6rem);
    --_gap: var(--chat-gap, 0.75rem);
    --_font: var(--chat-font, inherit);
    box-sizing: border-box;
    color: var(--_text);
    color-scheme: inherit;
    font: var(--_font);
    line-height: 1.45;
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  *,
  *::before,
  *::after {
    box-sizing: inherit;
  }
  h2,
  p,
  ol,
  ul {
    margin: 0;
    padding: 0;
  }
  ol,
  ul {
    list-style: none;
  }
  button {
    font: inherit;
    color: inherit;
    background: none;
    border: 0;
    border-radius: var(--_radius);
    padding: 0.35em 0.6em;
    cursor: pointer;
  }
  button:hover {
    background: color-mix(in srgb, var(--_text) 8%, transparent);
  }
  :focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 1px;
  }
  /* Text goes its own way, but stands where the page's does. */
  [dir='auto'] {
    text-align: match-parent;
  }
  time {
    unicode-bidi: plaintext;
  }
  .primary {
    background: var(--_accent);
    color: var(--_on-accent);
  }
  .primary:hover {
    background: color-mix(in srgb, var(--_accent) 85%, black);
  }
  .quiet {
    color: var(--_quiet);
    font-size: 0.85em;
  }
  .spoken {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .badge {
    display: inline-block;
    min-inline-size: 1.6em;
    padding: 0 0.45em;
    border-radius: 1em;
    background: var(--_raised);
    color: var(--_text);
    border: 1px solid var(--_line);
    font-size: 0.78em;
    font-variant-numeric: tabular-nums;
    text-align: center;
  }
  .badge.strong {
    background: var(--_accent);
    color: var(--_on-accent);
    border-color: transparent;
    font-weight: 600;
  }
  @media (prefers-reduced-motion: reduce) {
    * {
      animation: none !important;
      transition: none !important;
      scroll-behavior: auto !important;
    }
  }
`,kt=w`
  .text p + p,
  .text * + pre,
  .text * + ul,
  .text * + ol,
  .text * + blockquote {
    margin-block-start: 0.4em;
  }
  .text ul,
  .text ol {
    padding-inline-start: 1.4em;
    list-style: revert;
  }
  .text code {
    background: var(--_raised);
    border-radius: 0.3em;
    padding: 0.1em 0.3em;
    font-size: 0.92em;
  }
  .text pre {
    background: var(--_raised);
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    padding: 0.6em 0.8em;
    overflow-x: auto;
    max-inline-size: 100%;
  }
  .text pre code {
    background: none;
    padding: 0;
  }
  .text blockquote {
    margin: 0;
    padding-inline-start: 0.8em;
    border-inline-start: 3px solid var(--_line);
    color: var(--_quiet);
  }
  .text a {
    color: var(--_link);
    overflow-wrap: anywhere;
  }
  .mention {
    color: var(--_link);
    font-weight: 600;
  }
`;var At=class extends U{static properties={session:{attribute:!1},what:{},room:{},found:{state:!0},chosen:{state:!0},trouble:{state:!0}};#e;#t=``;#n=!1;constructor(){super(),this.found=[],this.chosen=[],this.trouble=``}static styles=[W,Ot,w`
      :host {
        block-size: auto;
        gap: 0.5em;
      }
      ul {
        display: flex;
        flex-wrap: wrap;
        gap: 0.3em;
      }
      ul button {
        border: 1px solid var(--_line);
      }
      .trouble {
        color: var(--_danger);
      }
    `];disconnectedCallback(){super.disconnectedCallback(),clearTimeout(this.#e)}firstUpdated(){this.renderRoot.querySelector(`input`)?.focus()}render(){let{say:e}=this.session,t=e(this.what===`talk`?`beginTalk`:this.what===`create`?`beginRoom`:`invite`);return I`
      <div class="head">
        <h2>${t}</h2>
        <button @click=${()=>this.dispatchEvent(new CustomEvent(`close`))}>${e(`close`)}</button>
      </div>
      <form @submit=${this.#s}>
        ${this.what===`create`?I`<label
                >${e(`roomTitle`)}<input name="title" required maxlength="255" autocomplete="off"
              /></label>`:R}
        <label
          >${e(`whom`)}<input
            name="person"
            maxlength="60"
            autocomplete="off"
            @input=${this.#r}
        /></label>
        <ul class="found" aria-label=${e(`people`)} aria-live="polite">
          ${this.found.map(e=>I`<li>
                <button type="button" @click=${()=>this.#a(e)}><bdi>${e.name}</bdi></button>
              </li>`)}
        </ul>
        <ul aria-label=${e(`chosen`)}>
          ${this.chosen.map(t=>I`<li>
                <button type="button" aria-label=${e(`takeOut`,{name:t.name})} @click=${()=>this.#o(t)}>
                  <bdi>${t.name}</bdi> ✕
                </button>
              </li>`)}
        </ul>
        ${this.trouble===``?R:I`<p class="trouble" role="alert">${this.trouble}</p>`}
        <button class="primary" ?disabled=${this.what!==`create`&&this.chosen.length===0}>${t}</button>
      </form>
    `}#r=e=>{this.#t=e.target.value.trim(),clearTimeout(this.#e),this.#e=setTimeout(()=>void this.#i(),200)};async#i(){let t=this.#t;try{let n=t===``?{}:e(await this.session.connection.rpc(`chat.people`,{typed:t}));if(t!==this.#t)return;let r=new Set(this.chosen.map(({uid:e})=>e));this.found=jt(n?.people).filter(({uid:e})=>!r.has(e))}catch(e){this.#c(e)}}#a(e){this.chosen=[...this.chosen,e],this.found=[],this.#t=``;let t=this.renderRoot.querySelector(`input[name=person]`);t&&(t.value=``,t.focus())}#o(e){this.chosen=this.chosen.filter(t=>t!==e)}#s=async t=>{if(t.preventDefault(),this.#n)return;this.#n=!0;let{connection:r}=this.session,i=this.chosen.map(({uid:e})=>e),a=String(new FormData(t.target).get(`title`)??``).trim();try{if(this.what===`invite`){for(let e of i)await r.rpc(`chat.invite`,{room:this.room,uid:e});this.dispatchEvent(new CustomEvent(`close`));return}let t=e(this.what===`talk`?await r.rpc(`chat.talk`,{with:i}):await r.rpc(`chat.create`,{title:a,invite:i}));await this.session.list.load(),n(t?.room)&&this.dispatchEvent(new CustomEvent(`begun`,{detail:t.room}))}catch(e){this.#c(e)}finally{this.#n=!1}};#c(e){let{message:t}=e??{};this.trouble=this.session.say(`notMade`,{reason:String(t??e)})}};function jt(r){return Array.isArray(r)?r.flatMap(r=>{let{uid:i,name:a}=e(r)??{};return t(i)&&n(a)?[{uid:i,name:a}]:[]}):[]}let Mt=w`
  :host {
    display: block;
    container-type: inline-size;
    block-size: var(--chat-block-size, 36rem);
    max-block-size: 100dvh;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface);
    overflow: hidden;
  }
  .app {
    display: grid;
    grid-template-columns: 15rem minmax(0, 1fr) 13rem;
    grid-template-rows: minmax(0, 1fr);
    block-size: 100%;
    position: relative;
  }
  :host([single]) .app {
    grid-template-columns: minmax(0, 1fr);
  }
  :host([single]) .narrow-only.rooms {
    display: none;
  }
  :host([single]) .narrow-only.people {
    display: inline-block;
  }
  nav,
  aside {
    display: flex;
    flex-direction: column;
    min-block-size: 0;
    overflow-y: auto;
    background: var(--_raised);
    padding: var(--_gap);
    gap: 0.2em;
  }
  nav {
    border-inline-end: 1px solid var(--_line);
  }
  aside {
    border-inline-start: 1px solid var(--_line);
  }
  h2 {
    font-size: 0.82em;
    font-weight: 600;
    color: var(--_quiet);
    padding: 0 0.6em 0.3em;
  }
  nav button {
    display: flex;
    justify-content: space-between;
    align-items: center;
    gap: 0.5em;
    inline-size: 100%;
    text-align: start;
    padding: 0.4em 0.6em;
  }
  nav button.unread {
    font-weight: 650;
  }
  nav button[aria-current='true'] {
    background: color-mix(in srgb, var(--_accent) 16%, transparent);
    box-shadow: inset 3px 0 var(--_accent);
  }
  :dir(rtl) nav button[aria-current='true'] {
    box-shadow: inset -3px 0 var(--_accent);
  }
  nav span.title {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  aside.thread,
  aside.pins,
  aside.search {
    overflow: hidden;
  }
  header {
    position: relative;
  }
  .tool {
    padding: 0.3em 0.45em;
  }
  .tool[aria-pressed='true'] {
    background: color-mix(in srgb, var(--_accent) 16%, transparent);
  }
  .room-menu {
    position: absolute;
    inset-block-start: 100%;
    inset-inline-end: 0.5em;
    z-index: 4;
    display: grid;
    gap: 0.2em;
    max-inline-size: calc(100% - 1em);
    padding: 0.5em;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface);
    box-shadow: 0 0.4em 1.4em #0004;
  }
  .room-menu button {
    text-align: start;
  }
  .room-menu label {
    padding: 0.35em 0.6em;
  }
  .room-menu select {
    font: inherit;
    color: inherit;
    background: var(--_surface);
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
  }
  .invitation {
    padding: 0.5em;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_mark);
  }
  .begin {
    margin-block-start: auto;
    padding-block-start: 0.5em;
    font-size: 0.9em;
  }
  aside.people li {
    display: flex;
    align-items: center;
    gap: 0.5em;
    padding: 0.25em 0.6em;
  }
  aside.people li::before {
    content: '';
    inline-size: 0.55em;
    block-size: 0.55em;
    border-radius: 50%;
    background: var(--_good);
  }
  .room {
    display: grid;
    grid-template-rows: auto minmax(0, 1fr) auto auto;
    min-block-size: 0;
  }
  header {
    display: flex;
    align-items: center;
    gap: 0.5em;
    padding: 0.5em var(--_gap);
    border-block-end: 1px solid var(--_line);
    min-block-size: 3em;
  }
  header h2 {
    flex: 1;
    padding: 0;
    font-size: 1.05em;
    color: inherit;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .typing {
    min-block-size: 1.6em;
    padding: 0 calc(var(--_gap) + 0.4em);
    color: var(--_quiet);
    font-size: 0.85em;
  }
  .link-state {
    padding: 0.35em var(--_gap);
    background: var(--_mark);
    font-size: 0.88em;
    text-align: center;
  }
  .choose {
    margin: auto;
    padding: 2em;
    color: var(--_quiet);
  }
  .narrow-only {
    display: none;
  }
  .notice {
    position: absolute;
    inset-block-start: 3.6em;
    inset-inline: 0;
    margin-inline: auto;
    inline-size: max-content;
    max-inline-size: 90%;
    padding: 0.5em 0.9em;
    border-radius: var(--_radius);
    background: var(--_text);
    color: var(--_surface);
    box-shadow: 0 0.4em 1.4em #0004;
    z-index: 5;
  }
  dialog {
    inline-size: min(26rem, 90%);
    margin-block-start: 4em;
    padding: 0.6em;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface);
    color: inherit;
    box-shadow: 0 1em 4em #0005;
  }
  dialog input {
    inline-size: 100%;
    padding: 0.5em 0.7em;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    font: inherit;
    color: inherit;
    background: var(--_surface);
  }
  dialog li button {
    inline-size: 100%;
    text-align: start;
  }
  .app:has(> aside.thread, > aside.pins, > aside.search) {
    grid-template-columns: 13rem minmax(0, 1fr) 19rem;
  }
  @container (max-width: 56rem) {
    .app:has(> aside.thread, > aside.pins, > aside.search),
    .app {
      grid-template-columns: 13rem minmax(0, 1fr);
    }
    aside {
      position: absolute;
      inset-block: 0;
      inset-inline-end: 0;
      inline-size: min(19rem, 92%);
      z-index: 3;
      box-shadow: 0 0 2em #0004;
    }
    aside:not(.open) {
      display: none;
    }
    .narrow-only.people {
      display: inline-block;
    }
  }
  :host([single]) .app:has(> aside) {
    grid-template-columns: minmax(0, 1fr);
  }
  :host([single]) aside {
    position: absolute;
    inset-block: 0;
    inset-inline-end: 0;
    inline-size: min(19rem, 92%);
    z-index: 3;
    box-shadow: 0 0 2em #0004;
  }
  :host([single]) aside:not(.open) {
    display: none;
  }
  @container (max-width: 38rem) {
    .app:has(> aside.thread, > aside.pins, > aside.search),
    .app {
      grid-template-columns: minmax(0, 1fr);
    }
    nav {
      position: absolute;
      inset-block: 0;
      inset-inline-start: 0;
      inline-size: min(17rem, 85%);
      z-index: 3;
      box-shadow: 0 0 2em #0004;
    }
    nav:not(.open) {
      display: none;
    }
    .narrow-only {
      display: inline-block;
    }
  }
`,Nt=`chatroom:notices`;var Pt=class e{#e;#t;constructor(e,t){this.#e=e,this.#t=t}static get isPossible(){return`Notification`in window&&Notification.permission!==`denied`}get isOn(){return e.isPossible&&Notification.permission===`granted`&&localStorage.getItem(Nt)===`on`}async set(e){let t=e&&await Notification.requestPermission()===`granted`;localStorage.setItem(Nt,t?`on`:`off`)}hear(e){if(e.type!==`mention`||!this.isOn||document.visibilityState===`visible`&&document.hasFocus())return;let t=this.#e.list.snapshot.rooms.find(t=>t.room===e.room);t?.notify!==`nothing`&&new Notification(this.#e.say(`mentionedIn`,{name:e.name,room:t?.title??e.room}),{body:e.body.slice(0,200),tag:`${e.room}/${e.seq}`}).addEventListener(`click`,()=>{window.focus(),this.#t(e.room,e.seq)})}},Ft=class extends U{static properties={session:{attribute:!1},room:{reflect:!0},single:{type:Boolean,reflect:!0},list:{state:!0},snapshot:{state:!0},presence:{state:!0},panel:{state:!0},notice:{state:!0},typed:{state:!0},side:{state:!0}};#e=[];#t;#n=[];#r;#i;#a=`talk`;constructor(){super(),this.presence={people:[],guests:0},this.single=!1,this.notice=``,this.typed=``,this.side={what:`people`}}static styles=[W,Mt];connectedCallback(){super.connectedCallback(),document.addEventListener(`keydown`,this.#M),this.session&&this.#E()}disconnectedCallback(){super.disconnectedCallback(),document.removeEventListener(`keydown`,this.#M),clearTimeout(this.#r),this.#O()}async go(e,t){e!==this.room&&(this.side={what:`people`}),this.room=e,this.panel=void 0,await this.updateComplete,t===void 0?this.#I?.shadowRoot?.querySelector(`textarea`)?.focus():await this.#F?.goTo(t)}willUpdate(e){e.has(`session`)&&this.#E(),(e.has(`room`)||e.has(`session`))&&this.#D()}updated(e){e.has(`room`)&&this.room!==void 0&&this.dispatchEvent(new CustomEvent(`room-change`,{detail:this.room})),e.has(`panel`)&&(this.panel===`switch`||this.panel===`begin`)&&this.renderRoot.querySelector(`dialog`)?.showModal()}render(){let{session:e,list:t,room:n}=this;if(!e||!t)return I``;let{say:r}=e,i=t.rooms.find(e=>e.room===n);return I`
      <div class="app" @trouble=${({detail:e})=>this.#A(e)}>
        ${this.single?R:this.#o(t)}
        <section class="room" aria-label=${i?.title??r(`conversation`)}>${i&&n!==void 0?this.#c(e,i):this.#l(t)}</section>
        <aside class="${this.panel===`people`?`open`:``} ${this.side.what}" aria-label=${r(`beside`)}>${this.#d(e)}</aside>
        ${this.notice===``?R:I`<p class="notice" role="alert">${this.notice}</p>`}
        ${this.panel===`switch`?this.#S(t):R}
        ${this.panel===`begin`?this.#f(e):R}
      </div>
    `}#o(e){let t=this.#P;return I`<nav class=${this.panel===`rooms`?`open`:``} aria-label=${t(`rooms`)}>
          <h2>${t(`rooms`)}</h2>
          ${e.isLoaded&&e.rooms.length===0?I`<p class="quiet">${t(`noRooms`)}</p>`:R}
          <ul>
            ${e.rooms.map(e=>I`<li>${this.#s(e)}</li>`)}
          </ul>
          ${e.invitations.map(({room:e,title:n,name:r})=>I`<section class="invitation">
              <p>${t(`invited`,{name:r,room:n})}</p>
              <button class="primary" @click=${()=>this.#y(`chat.join`,e)}>${t(`join`)}</button>
              <button @click=${()=>this.#y(`chat.leave`,e)}>${t(`decline`)}</button>
            </section>`)}
          ${e.mayTalk||e.mayCreate?I`<div class="begin">
                  ${e.mayTalk?I`<button @click=${()=>this.#p(`talk`)}>+ ${t(`beginTalk`)}</button>`:R}
                  ${e.mayCreate?I`<button @click=${()=>this.#p(`create`)}>+ ${t(`beginRoom`)}</button>`:R}
                </div>`:R}
        </nav>`}#s({room:e,title:t,unread:n,mentions:r,notify:i}){let a=this.#P,o=i===`nothing`,s=r>0?a(`mentions`,{count:r}):n>0?a(`unread`,{count:It(n)}):``;return I`<button
      data-room=${e}
      class=${n>0&&!o?`unread`:``}
      aria-current=${e===this.room}
      @click=${()=>this.go(e)}
    >
      <span class="title" dir="auto">${t}</span>
      ${s===``||o&&r===0?R:I`<span class="badge ${r>0?`strong`:``}" aria-hidden="true"
                >${r>0?`@ ${r}`:It(n)}</span
              ><span class="spoken">, ${s}</span>`}
    </button>`}#c(e,t){let{room:n,title:r,status:i,slow:a}=t,{say:o}=e,s=this.snapshot?.state;return I`
      <header>
        <button
          class="narrow-only rooms"
          aria-expanded=${this.panel===`rooms`}
          @click=${()=>this.#N(`rooms`)}
        >
          <span aria-hidden="true">☰${this.#w(n)}</span>
          <span class="spoken">${o(`showRooms`)}</span>
        </button>
        <h2 dir="auto">${r}</h2>
        ${this.#u(t)}
        ${a>0?I`<span class="quiet">${o(`slow`,{seconds:a})}</span>`:R}
        <button
          class="narrow-only people"
          aria-expanded=${this.panel===`people`&&this.side.what===`people`}
          @click=${()=>this.#m({what:`people`})}
        >
          <span aria-hidden="true">👥 ${this.presence.people.length+this.presence.guests}</span>
          <span class="spoken">${o(`showPeople`)}</span>
        </button>
      </header>
      <chat-conversation
        .session=${e}
        .room=${n}
        @answer=${({detail:e})=>this.#I?.answer(e)}
        @edit=${({detail:e})=>this.#I?.edit(e)}
        @thread=${({detail:e})=>this.#m({what:`thread`,root:e.seq})}
      ></chat-conversation>
      ${s===`connecting`?I`<p class="link-state" role="status">${o(`offline`)}</p>`:I`<p class="typing" aria-live="polite">${this.#C()}</p>`}
      <chat-composer
        .session=${e}
        .room=${n}
        .people=${this.#T()}
        .mayWrite=${this.snapshot?.mayWrite??!1}
        .why=${this.snapshot?.state===`live`?o(Lt(i)):``}
        @sent=${()=>void this.#F?.goToEnd()}
        @edit-last=${this.#j}
      ></chat-composer>
    `}#l(e){return I`<header>
        <button class="narrow-only" aria-label=${this.#P(`showRooms`)} @click=${()=>this.#N(`rooms`)}>☰</button>
      </header>
      <p class="choose">${this.#P(e.isLoaded?`choose`:`loading`)}</p>`}#u({room:e,title:t,kind:n,status:r,notify:i,may_moderate:a,may_own:o}){let s=this.#P,c=this.session?.account.uid??0,l=(e,t)=>I`<button
        class="tool"
        aria-label=${s(e)}
        title=${s(e)}
        aria-pressed=${this.side.what===e}
        @click=${()=>this.#m({what:e})}
      >
        ${t}
      </button>`;return I`${l(`search`,`🔍`)}${l(`pins`,`📌`)}
      <button
        class="tool"
        aria-label=${s(`roomMenu`)}
        title=${s(`roomMenu`)}
        aria-expanded=${this.panel===`menu`}
        @click=${()=>this.#N(`menu`)}
      >
        ⚙
      </button>
      ${this.panel===`menu`?I`<div class="room-menu">
              ${c>0?I`<label
                      >${s(`tellMe`)}
                      <select
                        .value=${i}
                        @change=${t=>this.#g(e,t.target.value)}
                      >
                        <option value="all" ?selected=${i===`all`}>${s(`tellAll`)}</option>
                        <option value="mentions" ?selected=${i===`mentions`}>${s(`tellMentions`)}</option>
                        <option value="nothing" ?selected=${i===`nothing`}>${s(`tellNothing`)}</option>
                      </select></label
                    >`:R}
              ${c>0&&Pt.isPossible?I`<button @click=${()=>this.#b()}>
                      ${s(this.#i?.isOn?`desktopOff`:`desktopOn`)}
                    </button>`:R}
              ${n===`private`&&a?I`<button @click=${()=>this.#p(`invite`)}>${s(`invite`)}</button>`:R}
              ${o&&n!==`direct`?I`<button @click=${()=>this.#_(e,r===`archived`?`open`:`archived`)}>
                      ${s(r===`archived`?`reopen`:`archive`)}
                    </button>`:R}
              ${n===`private`?I`<button class="danger" @click=${()=>this.#v(e,t)}>${s(`leaveRoom`)}</button>`:R}
            </div>`:R}`}#d(e){let{say:t}=e,{side:n,room:r}=this,i=()=>this.#m({what:`people`},!1);if(n.what===`thread`&&r!==void 0)return I`<chat-thread
        .session=${e}
        .room=${r}
        .root=${n.root}
        .people=${this.#T()}
        @close=${i}
      ></chat-thread>`;if((n.what===`pins`||n.what===`search`)&&r!==void 0)return I`<chat-finder
        .session=${e}
        .room=${r}
        .what=${n.what}
        @close=${i}
        @go=${({detail:e})=>this.#h(e)}
      ></chat-finder>`;let{people:a,guests:o}=this.presence;return I`<h2>${t(`members`)} (${a.length+o})</h2>
      <ul>
        ${a.map(({name:e})=>I`<li><bdi>${e}</bdi></li>`)}
        ${o>0?I`<li>${t(`guests`,{count:o})}</li>`:R}
      </ul>`}#f(e){return I`<dialog aria-label=${e.say(`begin`)} @close=${()=>this.#N(`begin`)}>
      <chat-begin
        .session=${e}
        .what=${this.#a}
        .room=${this.room??``}
        @begun=${({detail:e})=>this.go(e)}
        @close=${()=>{this.panel=void 0}}
      ></chat-begin>
    </dialog>`}#p(e){this.#a=e,this.panel=`begin`}#m(e,t=!0){let n=e.what===this.side.what&&this.panel===`people`&&e.what!==`thread`;this.side=n?{what:`people`}:e,this.panel=t&&!n?`people`:void 0}#h({room:e,seq:t,thread:n}){this.#x(this.go(e,t).then(()=>{n!==void 0&&this.#m({what:`thread`,root:n})}))}#g(e,t){this.#x(this.session?.connection.rpc(`chat.notify`,{room:e,level:t}))}#_(e,t){this.panel=void 0,this.#x(this.session?.connection.rpc(`chat.settle`,{room:e,status:t}))}#v(e,t){this.panel=void 0,confirm(this.#P(`confirmLeave`,{room:t}))&&this.#x(this.session?.connection.rpc(`chat.leave`,{room:e}))}#y(e,t){this.#x(this.session?.connection.rpc(e,{room:t}).then(async()=>{await this.session?.list.load(),e===`chat.join`&&await this.go(t)}))}async#b(){this.panel=void 0,await this.#i?.set(!this.#i.isOn)}async#x(e){try{await e}catch(e){let{message:t}=e??{};this.#A(this.#P(`notMade`,{reason:String(t??e)}))}}#S({rooms:e}){let t=this.#P,n=this.typed.toLocaleLowerCase(),r=e.filter(({title:e})=>e.toLocaleLowerCase().includes(n)).slice(0,8);return I`<dialog aria-label=${t(`quickSwitch`)} @close=${()=>this.#N(`switch`)}>
      <form
        @submit=${e=>{e.preventDefault(),r[0]&&this.go(r[0].room)}}
      >
        <input
          aria-label=${t(`quickSwitchHint`)}
          placeholder=${t(`quickSwitchHint`)}
          autofocus
          .value=${this.typed}
          @input=${e=>{this.typed=e.target.value}}
        />
      </form>
      <ul>
        ${r.map(({room:e,title:t})=>I`<li><button @click=${()=>this.go(e)}>${t}</button></li>`)}
      </ul>
    </dialog>`}#C(){let e=(this.snapshot?.typing??[]).filter(({uid:e})=>e!==this.session?.account.uid),[t,n]=e;return t?n?e.length===2?this.#P(`typingTwo`,{name:t.name,other:n.name}):this.#P(`typingMany`):this.#P(`typingOne`,{name:t.name}):``}#w(e){let t=(this.list?.rooms.filter(t=>t.room!==e&&t.notify!==`nothing`)??[]).reduce((e,{unread:t})=>e+t,0);return t===0?R:I` <span class="badge strong">${It(t)}</span>`}#T(){let e=new Map(this.presence.people.map(e=>[e.uid,e]));for(let{uid:t,name:n}of this.snapshot?.lines??[])t>0&&n!==``&&!e.has(t)&&e.set(t,{uid:t,name:n});return[...e.values()]}#E(){this.#O();let{session:e}=this;e&&(this.#i=new Pt(e,(e,t)=>void this.#x(this.go(e,t))),this.#e=[e.list.onChange(e=>{if(this.list=e,!e.isLoaded)return;let t=e.rooms.some(({room:e})=>e===this.room);this.room!==void 0&&!t&&this.#t===this.room&&(this.notice===``&&this.#A(this.#P(`roomGone`)),this.room=void 0),this.single||(this.room??=e.rooms[0]?.room),this.#t=e.rooms.some(({room:e})=>e===this.room)?this.room:void 0}),e.list.onOwn(e=>this.#k(e))])}#D(){for(let e of this.#n)e();this.#n=[];let{session:e,room:t}=this;if(!e||t===void 0)return;let n=e.people(t);this.#n=[e.feed(t).onChange(e=>{this.snapshot=e}),n.onChange(e=>{this.presence=e})]}#O(){for(let e of[...this.#e,...this.#n])e();this.#e=[],this.#n=[]}#k(e){let t=this.list?.rooms.find(({room:t})=>t===e.room)?.title??e.room;e.type===`mention`&&e.room!==this.room&&this.#A(this.#P(`mentionedIn`,{name:e.name,room:t})),this.#i?.hear(e),e.type===`sanction`&&(this.#A(this.#P(e.kind===`mute`?`muted`:`banned`,{reason:e.reason})),e.room===this.room&&this.session?.feed(e.room).refresh())}#A(e){this.notice=e,clearTimeout(this.#r),this.#r=setTimeout(()=>{this.notice=``},6e3)}#j=()=>{let e=this.session?.account.uid,t=this.snapshot?.lines.filter(t=>t.uid===e&&!t.deleted).at(-1);t&&e!==0&&this.#I?.edit(t)};#M=e=>{e.key.toLowerCase()===`k`&&(e.ctrlKey||e.metaKey)&&!e.shiftKey?(e.preventDefault(),this.typed=``,this.panel=`switch`):e.key===`Escape`&&this.panel!==void 0&&(this.panel=void 0)};#N(e){this.panel=this.panel===e?void 0:e}get#P(){return this.session?.say??(e=>e)}get#F(){return this.renderRoot.querySelector(`chat-conversation`)}get#I(){return this.renderRoot.querySelector(`chat-composer`)}};function It(e){return e>99?`99+`:String(e)}function Lt(e){return e===`open`?`mayNotWrite`:e}
/**
* @license
* Copyright 2017 Google LLC
* SPDX-License-Identifier: BSD-3-Clause
*/
let G={ATTRIBUTE:1,CHILD:2,PROPERTY:3,BOOLEAN_ATTRIBUTE:4,EVENT:5,ELEMENT:6},K=e=>(...t)=>({_$litDirective$:e,values:t});var q=class{constructor(e){}get _$AU(){return this._$AM._$AU}_$AT(e,t,n){this._$Ct=e,this._$AM=t,this._$Ci=n}_$AS(e,t){return this.update(e,t)}update(e,t){return this.render(...t)}};
/**
* @license
* Copyright 2020 Google LLC
* SPDX-License-Identifier: BSD-3-Clause
*/let{I:Rt}=Ct,zt=e=>e,Bt=e=>e.strings===void 0,Vt=()=>document.createComment(``),J=(e,t,n)=>{let r=e._$AA.parentNode,i=t===void 0?e._$AB:t._$AA;if(n===void 0){let t=r.insertBefore(Vt(),i),a=r.insertBefore(Vt(),i);n=new Rt(t,a,e,e.options)}else{let t=n._$AB.nextSibling,a=n._$AM,o=a!==e;if(o){let t;n._$AQ?.(e),n._$AM=e,n._$AP!==void 0&&(t=e._$AU)!==a._$AU&&n._$AP(t)}if(t!==i||o){let e=n._$AA;for(;e!==t;){let t=zt(e).nextSibling;zt(r).insertBefore(e,i),e=t}}}return n},Y=(e,t,n=e)=>(e._$AI(t,n),e),Ht={},Ut=(e,t=Ht)=>e._$AH=t,Wt=e=>e._$AH,Gt=e=>{e._$AR(),e._$AA.remove()},Kt=K(class extends q{constructor(e){
/**
* @license
* Copyright 2020 Google LLC
* SPDX-License-Identifier: BSD-3-Clause
*/
if(super(e),e.type!==G.PROPERTY&&e.type!==G.ATTRIBUTE&&e.type!==G.BOOLEAN_ATTRIBUTE)throw Error("The `live` directive is not allowed on child or event bindings");if(!Bt(e))throw Error("`live` bindings can only contain a single expression")}render(e){return e}update(e,[t]){if(t===L||t===R)return t;let n=e.element,r=e.name;if(e.type===G.PROPERTY){if(t===n[r])return L}else if(e.type===G.BOOLEAN_ATTRIBUTE){if(!!t===n.hasAttribute(r))return L}else if(e.type===G.ATTRIBUTE&&n.getAttribute(r)===t+``)return L;return Ut(e),t}}),qt=w`
  .attach {
    position: relative;
    padding: 0.4em;
    border-radius: var(--_radius);
    cursor: pointer;
  }
  .attach:hover,
  .attach:focus-within {
    background: color-mix(in srgb, var(--_text) 8%, transparent);
  }
  .attach input {
    position: absolute;
    inset: 0;
    opacity: 0;
    inline-size: 100%;
    cursor: pointer;
  }
  .attached {
    display: flex;
    flex-wrap: wrap;
    gap: 0.4em;
    padding: 0.3em var(--_gap);
    font-size: 0.88em;
  }
  .attached li {
    display: flex;
    align-items: center;
    gap: 0.3em;
    padding: 0.1em 0.5em;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    max-inline-size: 100%;
    overflow-wrap: anywhere;
  }
  :host {
    display: block;
    position: relative;
    padding: 0 var(--_gap) var(--_gap);
  }
  form {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 0.5em;
    align-items: end;
    padding: 0.4em;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface);
  }
  form:has(> .attach) {
    grid-template-columns: auto minmax(0, 1fr) auto;
  }
  form:focus-within {
    border-color: var(--_accent);
  }
  textarea {
    field-sizing: content;
    min-block-size: 2.2em;
    max-block-size: 12em;
    inline-size: 100%;
    padding: 0.35em 0.4em;
    border: 0;
    resize: none;
    font: inherit;
    color: inherit;
    background: none;
  }
  textarea:focus-visible {
    outline: none;
  }
  form:focus-within {
    box-shadow: 0 0 0 1px var(--_accent);
  }
  .about {
    display: flex;
    gap: 0.6em;
    align-items: center;
    justify-content: space-between;
    padding: 0.2em 0.6em;
    color: var(--_quiet);
    font-size: 0.88em;
  }
  .about span {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .why {
    padding: 0.6em;
    color: var(--_quiet);
    text-align: center;
  }
  .names {
    position: absolute;
    inset-block-end: 100%;
    inset-inline: var(--_gap);
    max-inline-size: 20em;
    padding: 0.3em;
    background: var(--_surface);
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    box-shadow: 0 0.4em 1.4em #0003;
  }
  .names li {
    padding: 0.3em 0.6em;
    border-radius: 0.4em;
    cursor: pointer;
  }
  .names [aria-selected='true'] {
    background: var(--_accent);
    color: var(--_on-accent);
  }
`;function Jt(e,t){let n=[...t].sort((e,t)=>t.name.length-e.name.length),r=e.replace(/(^|[\s(])@(all|here)\b/gu,`$1<!$2>`);return n.reduce((e,{uid:t,name:n})=>e.replace(RegExp(`(^|[\\s(*_~])@${Zt(n)}(?![\\p{L}\\p{N}_])`,`giu`),`$1<@${t}>`),r)}function Yt(e,t){let n=new Map(t.map(({uid:e,name:t})=>[e,t]));return e.replace(/<@(\d{1,10})>/g,(e,t)=>{let r=n.get(Number(t));return r===void 0?e:`@${r}`}).replace(/<!(all|here)>/g,`@$1`)}function Xt(e,t){let n=/(?:^|[\s(*_~])@([^\s@]*(?: [^\s@]*)?)$/u.exec(e.slice(0,t))?.[1];return n===void 0?void 0:{start:t-n.length,typed:n}}function Zt(e){return e.replace(/[.*+?^${}()|[\]\\]/g,`\\$&`)}var Qt=class extends U{static properties={session:{attribute:!1},room:{},mayWrite:{type:Boolean},why:{},people:{attribute:!1},answered:{state:!0},edited:{state:!0},suggestions:{state:!0},chosen:{state:!0},thread:{type:Number},files:{state:!0},onTheWay:{state:!0}};#e=``;constructor(){super(),this.people=[],this.suggestions=[],this.chosen=0,this.why=``,this.mayWrite=!1,this.files=[],this.onTheWay=/* @__PURE__ */ new Map}static styles=[W,qt];answer(e){this.edited&&this.#b(),this.answered=e,this.#S()}edit(e){this.answered=void 0,this.edited=e,this.#e=Yt(e.kind===`me`?`/me ${e.body}`:e.body,this.people),this.#S()}willUpdate(e){(e.has(`room`)||e.has(`session`)||e.has(`thread`))&&(this.files=[],this.answered=void 0,this.edited=void 0,this.#e=this.#u.read()??``,this.suggestions=[])}render(){let{say:e}=this.session;if(!this.mayWrite)return I`<p class="why">${this.why}</p>`;let t=this.session.list.snapshot.rooms.find(({room:e})=>e===this.room)?.title??this.room,n=this.suggestions.length>0;return I`
      ${this.#t()} ${n?this.#l():R} ${this.#n()}
      <form @submit=${this.#f} @dragover=${this.#a} @drop=${this.#o}>
        ${this.session.files.isOpen&&!this.edited?I`<label class="attach" title=${e(`attach`)}
                ><span aria-hidden="true">📎</span
                ><input type="file" multiple aria-label=${e(`attach`)} @change=${this.#r}
              /></label>`:R}
        <label class="spoken" for="line">${e(`write`,{room:t})}</label>
        <textarea
          id="line"
          rows="1"
          dir="auto"
          maxlength="100000"
          autocomplete="off"
          enterkeyhint="send"
          placeholder=${e(`write`,{room:t})}
          aria-autocomplete="list"
          aria-controls=${n?`names`:R}
          aria-activedescendant=${n?`name-${this.chosen}`:R}
          .value=${Kt(this.#e)}
          @input=${this.#m}
          @keydown=${this.#_}
          @paste=${this.#i}
        ></textarea>
        <button class="primary" type="submit">${e(this.edited?`save`:`send`)}</button>
      </form>
    `}#t(){let{say:e}=this.session,{answered:t,edited:n}=this;if(!t&&!n)return R;let r=n?e(`editing`):e(`answering`,{name:t?.name||e(`guest`)}),i=t&&!n?`: ${Yt(t.body,this.people).slice(0,120)}`:``;return I`<p class="about">
      <span dir="auto">${r}${i}</span>
      <button @click=${this.#y}>${e(`cancel`)}</button>
    </p>`}#n(){let{say:e}=this.session;return this.files.length+this.onTheWay.size===0?R:I`<ul class="attached" aria-label=${e(`attached`)}>
      ${this.files.map(t=>I`<li>
            <bdi>${t.name}</bdi>
            <button
              aria-label=${e(`removeFile`,{name:t.name})}
              @click=${()=>{this.files=this.files.filter(e=>e!==t)}}
            >
              ✕
            </button>
          </li>`)}
      ${[...this.onTheWay].map(([t,n])=>{let r=Math.round(n*100);return I`<li>
          <progress max="100" value=${r} aria-label=${e(`bringing`,{name:t.name,percent:r})}></progress>
          <bdi>${t.name}</bdi>
        </li>`})}
    </ul>`}#r=e=>{let t=e.target;this.#s(t.files),t.value=``};#i=e=>{e.clipboardData?.files.length&&(e.preventDefault(),this.#s(e.clipboardData.files))};#a=e=>{e.dataTransfer?.types.includes(`Files`)&&e.preventDefault()};#o=e=>{e.dataTransfer?.files.length&&(e.preventDefault(),this.#s(e.dataTransfer.files))};#s(e){if(this.session.files.isOpen&&!this.edited)for(let t of e??[])this.#c(t)}async#c(e){let{session:t,room:n}=this,r=t=>{let n=new Map(this.onTheWay);t===void 0?n.delete(e):n.set(e,t),this.onTheWay=n};r(0);try{let i=await t.files.bring(n,e,r);n===this.room&&(this.files=[...this.files,i])}catch(n){let r=t.say(`fileRefused`,{name:e.name,reason:n instanceof Error?n.message:String(n)});this.dispatchEvent(new CustomEvent(`trouble`,{detail:r,bubbles:!0,composed:!0}))}r(void 0)}#l(){return I`<ul class="names" id="names" role="listbox" aria-label=${this.session.say(`people`)}>
      ${this.suggestions.map(({name:e},t)=>I`<li
            id="name-${t}"
            role="option"
            aria-selected=${t===this.chosen}
            @pointerdown=${e=>{e.preventDefault(),this.#g(t)}}
          >
            ${e}
          </li>`)}
    </ul>`}get#u(){return this.session.keep(this.thread?`draft ${this.thread}`:`draft`,this.room)}get#d(){return this.renderRoot.querySelector(`textarea`)}#f=e=>{e.preventDefault();let t=this.#e.trim();if(t===``&&(this.files.length===0||this.edited)||this.onTheWay.size>0)return;let n=Jt(t,this.people),{edited:r,answered:i}=this,a=this.session.feed(this.room);if(r){this.#p(a.edit(r.seq,n));return}let{thread:o,files:s}=this;a.send({body:n,files:s,...i&&{reply_to:i.seq},...o&&{thread:o}}),this.answered=void 0,this.files=[],this.#x(``),this.#u.write(``),this.dispatchEvent(new CustomEvent(`sent`))};async#p(e){try{await e,this.#b()}catch(e){let{message:t}=e??{},n=this.session.say(`notMade`,{reason:String(t??e)});this.dispatchEvent(new CustomEvent(`trouble`,{detail:n,bubbles:!0,composed:!0}))}}#m=()=>{this.#e=this.#d?.value??``,this.edited||this.#u.write(this.#e),this.session.feed(this.room).type(),this.#h()};#h(){let e=Xt(this.#e,this.#d?.selectionStart??0)?.typed.toLocaleLowerCase(),t=e===void 0?[]:this.people.filter(({name:t})=>t.toLocaleLowerCase().startsWith(e)).slice(0,6),n=t.length===1&&t[0]?.name.toLocaleLowerCase()===e;this.chosen=0,this.suggestions=n?[]:t}#g(e){let t=this.#d,n=this.suggestions[e]?.name,r=t&&Xt(this.#e,t.selectionStart);if(!t||!r||n===void 0)return;let i=`${this.#e.slice(0,r.start)}${n} `;this.#x(i+this.#e.slice(t.selectionStart)),this.suggestions=[],this.updateComplete.then(()=>t.setSelectionRange(i.length,i.length))}#_=e=>{e.isComposing||this.suggestions.length>0&&this.#v(e)||(e.key===`Enter`&&!e.shiftKey?(e.preventDefault(),this.renderRoot.querySelector(`form`)?.requestSubmit()):e.key===`Escape`&&(this.edited||this.answered)?(e.stopPropagation(),this.#y()):e.key===`ArrowUp`&&this.#e===``&&(e.preventDefault(),this.dispatchEvent(new CustomEvent(`edit-last`))))};#v(e){let t=this.suggestions.length;if(e.key===`ArrowDown`)this.chosen=(this.chosen+1)%t;else if(e.key===`ArrowUp`)this.chosen=(this.chosen+t-1)%t;else if(e.key===`Enter`||e.key===`Tab`)this.#g(this.chosen);else if(e.key===`Escape`)this.suggestions=[];else return!1;return e.preventDefault(),e.stopPropagation(),!0}#y=()=>{this.edited&&this.#b(),this.answered=void 0,this.#S()};#b(){this.edited=void 0,this.#x(this.#u.read()??``)}#x(e){this.#e=e,this.requestUpdate()}#S(){this.requestUpdate(),this.updateComplete.then(()=>this.#d?.focus())}},$t=class extends U{static properties={session:{attribute:!1},room:{},href:{},presence:{state:!0},unread:{state:!0},isUp:{state:!0}};#e=[];constructor(){super(),this.presence={people:[],guests:0},this.unread=0,this.isUp=!1}static styles=[W,w`
      :host {
        display: block;
      }
      .away {
        opacity: 0.5;
      }
      h2 {
        font-size: 1.05em;
        margin-block-end: 0.4em;
      }
      ul {
        display: flex;
        flex-wrap: wrap;
        gap: 0.3em 0.9em;
      }
      li::before {
        content: '';
        display: inline-block;
        inline-size: 0.55em;
        block-size: 0.55em;
        margin-inline-end: 0.4em;
        border-radius: 50%;
        background: var(--_good);
      }
      a {
        color: var(--_link);
      }
    `];disconnectedCallback(){super.disconnectedCallback(),this.#n()}willUpdate(e){(e.has(`session`)||e.has(`room`))&&this.#t()}render(){let{session:e,presence:t,unread:n}=this;if(!e)return R;let{say:r}=e,i=t.people.length+t.guests,a=i-Math.min(t.people.length,30);return I`<section class=${this.isUp?``:`away`} aria-label=${r(`connected`,{count:i})}>
      <h2>${r(`connected`,{count:i})}</h2>
      <ul>
        ${t.people.slice(0,30).map(({name:e})=>I`<li><bdi>${e}</bdi></li>`)}
        ${a>0?I`<li>${r(`others`,{count:a})}</li>`:R}
      </ul>
      ${this.href?I`<p><a href=${this.href}>${n>0?r(`openUnread`,{count:n}):r(`open`)}</a></p>`:R}
    </section>`}#t(){this.#n();let{session:e,room:t}=this;e&&t&&(this.#e=[e.people(t).onChange(e=>{this.presence=e}),e.list.onChange(({rooms:e})=>{this.unread=e.find(e=>e.room===t)?.unread??0}),e.connection.link(t).onState(e=>{this.isUp=e===`up`})])}#n(){for(let e of this.#e)e();this.#e=[]}};
/**
* @license
* Copyright 2018 Google LLC
* SPDX-License-Identifier: BSD-3-Clause
*/let en=K(class extends q{constructor(e){if(super(e),e.type!==G.ATTRIBUTE||e.name!==`class`||e.strings?.length>2)throw Error("`classMap()` can only be used in the `class` attribute and must be the only part in the attribute.")}render(e){return` `+Object.keys(e).filter(t=>e[t]).join(` `)+` `}update(e,[t]){if(this.st===void 0){this.st=/* @__PURE__ */ new Set,e.strings!==void 0&&(this.nt=new Set(e.strings.join(` `).split(/\s/).filter(e=>e!==``)));for(let e in t)t[e]&&!this.nt?.has(e)&&this.st.add(e);return this.render(t)}let n=e.element.classList;for(let e of this.st)e in t||(n.remove(e),this.st.delete(e));for(let e in t){let r=!!t[e];r===this.st.has(e)||this.nt?.has(e)||(r?(n.add(e),this.st.add(e)):(n.remove(e),this.st.delete(e)))}return L}}),tn=(e,t,n)=>{
/**
* @license
* Copyright 2017 Google LLC
* SPDX-License-Identifier: BSD-3-Clause
*/
let r=/* @__PURE__ */ new Map;for(let i=t;i<=n;i++)r.set(e[i],i);return r},X=K(class extends q{constructor(e){if(super(e),e.type!==G.CHILD)throw Error(`repeat() can only be used in text expressions`)}dt(e,t,n){let r;n===void 0?n=t:t!==void 0&&(r=t);let i=[],a=[],o=0;for(let t of e)i[o]=r?r(t,o):o,a[o]=n(t,o),o++;return{values:a,keys:i}}render(e,t,n){return this.dt(e,t,n).values}update(e,[t,n,r]){let i=Wt(e),{values:a,keys:o}=this.dt(t,n,r);if(!Array.isArray(i))return this.ut=o,a;let s=this.ut??=[],c=[],l,u,d=0,f=i.length-1,p=0,m=a.length-1;for(;d<=f&&p<=m;)if(i[d]===null)d++;else if(i[f]===null)f--;else if(s[d]===o[p])c[p]=Y(i[d],a[p]),d++,p++;else if(s[f]===o[m])c[m]=Y(i[f],a[m]),f--,m--;else if(s[d]===o[m])c[m]=Y(i[d],a[m]),J(e,c[m+1],i[d]),d++,m--;else if(s[f]===o[p])c[p]=Y(i[f],a[p]),J(e,i[d],i[f]),f--,p++;else if(l===void 0&&(l=tn(o,p,m),u=tn(s,d,f)),l.has(s[d])){if(l.has(s[f])){let t=u.get(o[p]),n=t===void 0?null:i[t];if(n===null){let t=J(e,i[d]);Y(t,a[p]),c[p]=t}else c[p]=Y(n,a[p]),J(e,i[d],n),i[t]=null;p++}else Gt(i[f]),f--}else Gt(i[d]),d++;for(;p<=m;){let t=J(e,c[m+1]);Y(t,a[p]),c[p++]=t}for(;d<=f;){let e=i[d++];e!==null&&Gt(e)}return this.ut=o,Ut(e,c),L}}),nn=w`
  .replies {
    color: var(--_link);
    font-size: 0.88em;
    padding: 0.15em 0.4em;
  }
  :host {
    display: grid;
    grid-template-rows: minmax(0, 1fr);
    position: relative;
    min-block-size: 0;
  }
  .scroller {
    overflow-y: auto;
    overscroll-behavior: contain;
    padding: var(--_gap);
    scrollbar-gutter: stable;
  }
  .lines {
    display: flex;
    flex-direction: column;
    justify-content: flex-end;
    min-block-size: 100%;
  }
  .day,
  .new {
    display: flex;
    align-items: center;
    gap: var(--_gap);
    margin-block: 0.8em 0.4em;
    color: var(--_quiet);
    font-size: 0.82em;
  }
  .day::before,
  .day::after,
  .new::before {
    content: '';
    flex: 1;
    border-block-start: 1px solid var(--_line);
  }
  .new {
    color: var(--_danger);
    font-weight: 600;
  }
  .new::before {
    border-color: currentColor;
  }
  .group {
    display: grid;
    grid-template-columns: 2.4em minmax(0, 1fr);
    column-gap: 0.7em;
    padding-block: 0.35em;
  }
  .face {
    inline-size: 2.4em;
    block-size: 2.4em;
    border-radius: 50%;
    display: grid;
    place-items: center;
    background: hsl(var(--hue) 55% 42%);
    color: #fff;
    font-weight: 600;
    font-size: 0.9em;
    user-select: none;
  }
  .head {
    display: flex;
    gap: 0.6em;
    align-items: baseline;
  }
  .name {
    font-weight: 650;
  }
  .line {
    position: relative;
    border-radius: 0.4em;
    margin-inline: -0.4em;
    padding: 0.08em 0.4em;
    overflow-wrap: anywhere;
  }
  .line:hover,
  .line:focus-within {
    background: color-mix(in srgb, var(--_text) 4%, transparent);
  }
  .line.mine-mentioned {
    background: var(--_mark);
  }
  .line.target {
    animation: target 2.5s;
  }
  @keyframes target {
    from {
      background: color-mix(in srgb, var(--_accent) 30%, transparent);
    }
  }
  .line.me .text {
    font-style: italic;
  }
  .gone {
    color: var(--_quiet);
    font-style: italic;
  }
  .answered {
    display: flex;
    gap: 0.4em;
    max-inline-size: 100%;
    padding: 0 0.5em;
    border-inline-start: 3px solid var(--_line);
    border-radius: 0;
    color: var(--_quiet);
    font-size: 0.88em;
    text-align: start;
  }
  .answered span {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .reactions {
    display: flex;
    flex-wrap: wrap;
    gap: 0.3em;
    margin-block-start: 0.2em;
  }
  .reactions button {
    border: 1px solid var(--_line);
    background: var(--_raised);
    border-radius: 1em;
    padding: 0 0.55em;
    font-size: 0.88em;
    font-variant-numeric: tabular-nums;
  }
  .reactions button[aria-pressed='true'] {
    border-color: var(--_accent);
    background: color-mix(in srgb, var(--_accent) 14%, transparent);
  }
  .pending {
    opacity: 0.75;
  }
  .pending .state {
    color: var(--_quiet);
    font-size: 0.82em;
  }
  .refused {
    opacity: 1;
    border-inline-start: 3px solid var(--_danger);
  }
  .refused .state {
    color: var(--_danger);
  }
  .note {
    margin: auto;
    padding: 2em 1em;
    color: var(--_quiet);
    text-align: center;
  }
  .jump {
    position: absolute;
    inset-block-end: 0.8em;
    inset-inline: 0;
    margin-inline: auto;
    inline-size: max-content;
    box-shadow: 0 0.2em 0.8em #0004;
  }
  .tools {
    position: absolute;
    inset-block-start: -1.1em;
    inset-inline-end: 0.4em;
    display: flex;
    background: var(--_surface);
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    opacity: 0;
    pointer-events: none;
    z-index: 1;
  }
  .line:hover .tools,
  .line:focus-within .tools,
  .tools.open {
    opacity: 1;
    pointer-events: auto;
  }
  .tools button {
    padding: 0.15em 0.5em;
    font-size: 0.9em;
  }
  .menu {
    position: absolute;
    inset-block-start: 100%;
    inset-inline-end: 0;
    display: grid;
    min-inline-size: 11em;
    padding: 0.3em;
    background: var(--_surface);
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    box-shadow: 0 0.4em 1.4em #0003;
    z-index: 2;
  }
  .menu button {
    text-align: start;
    padding: 0.35em 0.6em;
  }
  .menu .danger {
    color: var(--_danger);
  }
  .emojis {
    display: grid;
    grid-template-columns: repeat(6, auto);
  }
  @media (hover: none) {
    .tools {
      opacity: 0.6;
      pointer-events: auto;
    }
  }
`,rn=[`👍`,`❤️`,`😂`,`🎉`,`😮`,`😢`,`🙏`,`👀`,`✅`,`🔥`,`👏`,`🤔`];var an=class{#e;#t;constructor(e){this.#e=e,e.addController(this)}hostConnected(){document.addEventListener(`pointerdown`,this.#l)}hostDisconnected(){document.removeEventListener(`pointerdown`,this.#l)}render(e,t){let{say:n,account:r}=this.#e.session,i=this.#t?.seq===e.seq,a=this.#e.snapshot?.mayWrite??!1;return I`<div class="tools ${i?`open`:``}" @keydown=${this.#u}>
      ${a?I`${r.uid>0?I`<button
                    aria-label=${n(`react`)}
                    title=${n(`react`)}
                    aria-expanded=${i&&this.#t?.what===`emojis`}
                    @click=${()=>this.#s(e.seq,`emojis`)}
                  >
                    ☺
                  </button>`:R}
              <button aria-label=${n(`reply`)} title=${n(`reply`)} @click=${()=>this.tell(`answer`,e)}>
                ↩
              </button>`:R}
      <button
        aria-label=${n(`more`,{name:t})}
        aria-haspopup="menu"
        aria-expanded=${i&&this.#t?.what===`menu`}
        @click=${()=>this.#s(e.seq,`menu`)}
      >
        ⋯
      </button>
      ${i?this.#t?.what===`emojis`?this.#n(e):this.#r(e,t):R}
    </div>`}react(e,t,n){let{session:r,room:i}=this.#e;this.#c(),this.#o(r.feed(i).react(e,t,n))}#n({seq:e}){let{say:t}=this.#e.session;return I`<div class="menu emojis">
      ${rn.map(n=>I`<button aria-label=${t(`reactWith`,{emoji:n})} @click=${()=>this.react(e,n,!0)}>
            ${n}
          </button>`)}
    </div>`}#r(e,t){let{session:n,room:r,snapshot:i}=this.#e,{say:a,account:o}=n,s=n.feed(r),c=n.list.snapshot.rooms.find(e=>e.room===r)?.may_moderate??!1,l=e.uid===o.uid&&o.uid>0,u=(e,t,n=!1)=>I`<button
        role="menuitem"
        class=${n?`danger`:``}
        @click=${()=>{this.#c(),t()}}
      >
        ${e}
      </button>`,d=i?.mayWrite??!1;return I`<div class="menu" role="menu">
      ${d?u(a(`replyInThread`),()=>this.tell(`thread`,e)):R}
      ${l&&d?u(a(`edit`),()=>this.tell(`edit`,e)):R}
      ${c?u(a(e.pinned?`unpin`:`pin`),()=>void this.#o(s.pin(e.seq,!e.pinned))):R}
      ${u(a(`copyLink`),()=>void this.#o(navigator.clipboard.writeText(n.linkTo(r,e.seq))))}
      ${n.toContent&&o.uid>0?u(a(`toContent`),()=>location.assign(n.toContent?.(r,e.seq,e.seq)??`#`)):R}
      ${o.uid>0&&!l?u(a(`flag`),()=>void this.#i(e)):R}
      ${o.uid>0?u(a(`markUnread`),()=>void this.#o(n.list.markUnread(r,e.seq))):R}
      ${c&&!l&&e.uid>0?I`${u(a(`mute`),()=>this.#a(e,`mute`,600),!0)}
            ${u(a(`kick`),()=>this.#a(e,`ban`,300),!0)}
            ${u(a(`ban`),()=>{confirm(a(`confirmBan`,{name:t}))&&this.#a(e,`ban`)},!0)}`:R}
      ${l&&d||c?u(a(`delete`),()=>{confirm(a(`confirmDelete`))&&this.#o(s.delete(e.seq))},!0):R}
    </div>`}async#i({seq:e}){let{session:t,room:n}=this.#e,r=prompt(t.say(`flagReason`))?.trim().slice(0,255);r!==void 0&&await this.#o(t.connection.rpc(`chat.flag`,{room:n,seq:e,reason:r}).then(()=>{let e=t.say(`flagged`);this.#e.dispatchEvent(new CustomEvent(`trouble`,{detail:e,bubbles:!0,composed:!0}))}))}#a({uid:e},t,n){let{session:r,room:i}=this.#e;this.#o(r.connection.rpc(`chat.impose`,{room:i,uid:e,kind:t,...n&&{seconds:n}}))}tell(e,t){this.#c(),this.#e.dispatchEvent(new CustomEvent(e,{detail:t}))}async#o(e){try{await e}catch(e){let{message:t}=e??{},n=this.#e.session.say(`notMade`,{reason:String(t??e)});this.#e.dispatchEvent(new CustomEvent(`trouble`,{detail:n,bubbles:!0,composed:!0}))}}#s(e,t){let n=this.#t?.seq===e&&this.#t.what===t;this.#t=n?void 0:{seq:e,what:t},this.#e.requestUpdate(),n||this.#e.updateComplete.then(()=>{this.#e.renderRoot.querySelector(`.menu button`)?.focus()})}#c(){this.#t&&(this.#t=void 0,this.#e.requestUpdate())}#l=e=>{e.composedPath().some(e=>e instanceof Element&&e.matches(`.tools`))||this.#c()};#u=e=>{let t=this.#e.renderRoot.querySelector(`.menu`);if(e.key===`Escape`&&this.#t){e.stopPropagation();let n=t?.parentElement?.querySelector(`[aria-expanded="true"]`);this.#c(),n?.focus()}let n={ArrowDown:1,ArrowRight:1,ArrowUp:-1,ArrowLeft:-1}[e.key];if(n===void 0||!t)return;e.preventDefault();let r=[...t.querySelectorAll(`button`)],i=t.getRootNode();r[(r.indexOf(i.activeElement)+n+r.length)%r.length]?.focus()}},on=class extends q{constructor(e){
/**
* @license
* Copyright 2017 Google LLC
* SPDX-License-Identifier: BSD-3-Clause
*/
if(super(e),this.it=R,e.type!==G.CHILD)throw Error(this.constructor.directiveName+`() can only be used in child bindings`)}render(e){if(e===R||e==null)return this._t=void 0,this.it=e;if(e===L)return e;if(typeof e!=`string`)throw Error(this.constructor.directiveName+`() called with a non-string value`);if(e===this.it)return this._t;this.it=e;let t=[e];return t.raw=t,this._t={_$litType$:this.constructor.resultType,strings:t,values:[]}}};on.directiveName=`unsafeHTML`,on.resultType=1;let sn=K(on),cn=/* @__PURE__ */ new Set([`image/png`,`image/jpeg`,`image/gif`,`image/webp`]);function ln(e,t,n,r){return n.deleted?I`<p class="gone">${e.say(`deleted`)}</p>`:I`${n.html===``?R:I`<div class="text" dir="auto">
          ${n.kind===`me`?I`<span>${r} </span>`:R}${sn(n.html)}
        </div>`}
  ${(n.files??[]).map(n=>un(e,t,n))}`}function un(e,t,n){let{name:r,type:i,size:a,width:o,height:s}=n,c=e.files.url(t,n);return!cn.has(i)||o===void 0||s===void 0?I`<a class="file" href=${c} download=${r}
      ><span aria-hidden="true">📎</span> <bdi>${r}</bdi> <span class="quiet">${dn(a)}</span></a
    >`:I`<a class="picture" href=${c} target="_blank" rel="noopener"
    ><img src=${c} alt=${r} loading="lazy" width=${o} height=${s}
  /></a>`}function dn(e){let t=[`byte`,`kilobyte`,`megabyte`,`gigabyte`],n=Math.min(t.length-1,e>0?Math.floor(Math.log(e)/Math.log(1e3)):0);return new Intl.NumberFormat(document.documentElement.lang||void 0,{style:`unit`,unit:t[n]??`byte`,maximumFractionDigits:+(n>1)}).format(e/1e3**n)}let fn=w`
  .file,
  .picture {
    display: inline-block;
    max-inline-size: 100%;
    margin-block: 0.2em;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    color: var(--_link);
    overflow: hidden;
  }
  .file {
    padding: 0.4em 0.7em;
    text-decoration: none;
    overflow-wrap: anywhere;
  }
  .picture img {
    display: block;
    max-inline-size: min(100%, 24rem);
    max-block-size: 18rem;
    block-size: auto;
    inline-size: auto;
    background: var(--_raised);
  }
`;function pn(e,t,n){let r=[],i,a=t===void 0;for(let o of e){if((i===void 0||hn(i.last)!==hn(o))&&(r.push({type:`day`,key:`day ${hn(o)}`,at:o.created}),i=void 0),!a&&t!==void 0&&o.seq>t&&o.uid!==n&&(r.push({type:`unread`,key:`unread`}),a=!0,i=void 0),i!==void 0&&mn(i.last,o)){i.group.lines.push(o),i.last=o;continue}let e={uid:o.uid,name:o.name,created:o.created,lines:[o]};r.push({type:`group`,key:`group ${o.seq}`,group:e}),i={group:e,last:o}}return r}function mn(e,t){return t.kind===`text`&&e.kind===`text`&&t.uid===e.uid&&t.name===e.name&&t.created-e.created<3e5}function hn({created:e}){return new Date(e).toDateString()}function gn(e){return new Intl.DateTimeFormat(Q(),{timeStyle:`short`}).format(e)}function _n(e,t=Date.now()){let n=Math.round((vn(e)-vn(t))/864e5);if(n===0||n===-1){let e=new Intl.RelativeTimeFormat(Q(),{numeric:`auto`}).format(n,`day`);return e.charAt(0).toLocaleUpperCase(Q())+e.slice(1)}return new Intl.DateTimeFormat(Q(),{dateStyle:`full`}).format(e)}function Z(e){return new Intl.DateTimeFormat(Q(),{dateStyle:`full`,timeStyle:`short`}).format(e)}function vn(e){return new Date(e).setHours(0,0,0,0)}function Q(){return document.documentElement.lang||void 0}var yn=class extends U{static properties={session:{attribute:!1},room:{},snapshot:{state:!0},unseen:{state:!0}};#e;#t=[];#n;#r=!0;#i=0;#a=!1;#o;#s=new an(this);constructor(){super(),this.unseen=0}static styles=[W,kt,fn,nn];connectedCallback(){super.connectedCallback(),document.addEventListener(`visibilitychange`,this.#w),window.addEventListener(`focus`,this.#w)}disconnectedCallback(){super.disconnectedCallback(),document.removeEventListener(`visibilitychange`,this.#w),window.removeEventListener(`focus`,this.#w),this.#_()}async goTo(e){this.snapshot?.lines.some(t=>t.seq===e)||await this.#e?.goTo(e),this.#r=!1,this.#o=e,this.requestUpdate(),await this.updateComplete,this.renderRoot.querySelector(`[data-seq="${e}"]`)?.scrollIntoView({block:`center`})}async goToEnd(){await this.#e?.goToEnd(),this.#r=!0,await this.updateComplete,this.#b(),this.#w()}willUpdate(e){(e.has(`room`)||e.has(`session`))&&this.#g();let t=this.#y;t&&(this.#i=t.scrollHeight-t.scrollTop)}updated(){this.#b(),this.#S(),this.#w()}render(){let{snapshot:e,session:t}=this;if(!e)return I``;let{say:n}=t,r=pn(e.lines,this.#n,t.account.uid),i=e.pending.filter(({thread:e})=>e===void 0),a=e.lines.length+i.length===0;return I`
      <div class="scroller" tabindex="0" role="region" aria-label=${n(`conversation`)} @scroll=${this.#x}>
        <div class="lines">
          ${e.hasOlder?I`<p class="quiet" role="status">${n(`older`)}</p>`:R}
          ${this.#c(e,a)}
          <div role="log" aria-label=${n(`messages`)} aria-live=${this.#a?`polite`:`off`}>
            <ol>
              ${X(r,({key:e})=>e,e=>this.#u(e))}
            </ol>
          </div>
          <ol class="pending-lines">
            ${X(i,({client_id:e})=>e,e=>this.#h(e))}
          </ol>
        </div>
      </div>
      ${this.#l(e)}
    `}#c(e,t){let{say:n}=this.session;return e.state===`refused`?I`<p class="note" role="alert">${e.error?.message}</p>`:t?I`<p class="note">${n(e.state===`live`?`empty`:`loading`)}</p>`:R}#l({hasNewer:e}){if(!e&&(this.#r||this.unseen===0))return R;let{say:t}=this.session,n=this.unseen>0?t(`jumpToNew`,{count:this.unseen}):t(`jumpToEnd`);return I`<button class="primary jump" @click=${()=>this.goToEnd()}>${n} ↓</button>`}#u(e){return e.type===`day`?I`<li class="day">${_n(e.at)}</li>`:e.type===`unread`?I`<li class="new">${this.session.say(`newLines`)}</li>`:this.#d(e.group)}#d({uid:e,name:t,created:n,lines:r}){let i=t===``?this.session.say(`guest`):t;return I`
      <li class="group">
        <span class="face" aria-hidden="true" style="--hue: ${e*137%360}">${bn(i)}</span>
        <div>
          <p class="head">
            <span class="name"><bdi>${i}</bdi></span>
            ${r[0]?.kind===`bot`?I`<span class="quiet">${this.session.say(`bot`)}</span>`:R}
            <time class="quiet" datetime=${new Date(n).toISOString()} title=${Z(n)}
              >${gn(n)}</time
            >
          </p>
          ${X(r,({seq:e})=>e,e=>this.#f(e,i))}
        </div>
      </li>
    `}#f(e,t){let{account:n,say:r}=this.session,i={line:!0,me:e.kind===`me`,target:e.seq===this.#o,"mine-mentioned":e.mentions?.includes(n.uid)??!1};return I`
      <article class=${en(i)} data-seq=${e.seq} data-client-id=${e.client_id}>
        ${this.#p(e)}
        ${ln(this.session,this.room,e,t)}
        ${e.edited&&!e.deleted?I`<span class="quiet" title=${Z(e.edited)}>(${r(`edited`)})</span>`:R}
        ${e.pinned?I`<span class="quiet">📌 ${r(`pinned`)}</span>`:R}
        ${this.#m(e)}
        ${e.replies?I`<button class="replies" @click=${()=>this.#s.tell(`thread`,e)}>
                💬 ${r(`replies`,{count:e.replies})}
              </button>`:R}
        ${e.deleted?R:this.#s.render(e,t)}
      </article>
    `}#p({reply_to:e}){if(e===void 0)return R;let{say:t}=this.session,n=this.snapshot?.lines.find(({seq:t})=>t===e),r=n?n.deleted?t(`deleted`):xn(n.html):t(`goneLine`),i=t(`answerTo`,{name:n?.name??`…`,text:r.slice(0,200)});return I`<button class="answered" @click=${()=>this.goTo(e)}><span dir="auto">↳ ${i}</span></button>`}#m({seq:e,reactions:t=[]}){if(t.length===0)return R;let{account:n,say:r}=this.session;return I`<div class="reactions">
      ${t.map(({emoji:t,count:i,uids:a})=>{let o=a.includes(n.uid);return I`<button
          aria-pressed=${o}
          aria-label=${r(`reactions`,{count:i,emoji:t})}
          ?disabled=${n.uid===0||!this.snapshot?.mayWrite}
          @click=${()=>this.#s.react(e,t,!o)}
        >
          ${t} ${i}
        </button>`})}
    </div>`}#h({client_id:e,body:t,files:n=[],state:r,error:i}){let{say:a}=this.session,o=r===`refused`,s=o?a(`refused`,{reason:i?.message??``}):a(r);return I`<li class=${en({line:!0,pending:!0,refused:o})} data-client-id=${e}>
      <div class="text" dir="auto">${t}${n.map(({name:e})=>I` <bdi>📎 ${e}</bdi>`)}</div>
      <span class="state" role=${o?`alert`:R}>${s}</span>
      ${o?I`<button @click=${()=>this.#e?.resend(e)}>${a(`resend`)}</button>
              <button @click=${()=>this.#e?.discard(e)}>${a(`discard`)}</button>`:R}
    </li>`}#g(){this.#_();let{session:e,room:t}=this,n=e.feed(t);this.#e=n,this.#n=e.list.snapshot.rooms.find(e=>e.room===t)?.read_seq,this.#r=!0,this.#a=!1,this.#o=void 0,this.unseen=0,this.#t=[n.onChange(e=>this.#v(e))]}#_(){for(let e of this.#t)e();this.#t=[],this.#e=void 0}#v(e){let t=this.snapshot?.lines.at(-1)?.seq??0,n=e.lines.filter(({seq:e,uid:n})=>e>t&&n!==this.session.account.uid).length;this.#a&&!this.#r&&(this.unseen+=n),e.pending.length>(this.snapshot?.pending.length??0)&&(this.#r=!0),this.snapshot=e,e.state===`live`&&!this.#a&&this.updateComplete.then(()=>{this.#a=!0})}get#y(){return this.renderRoot.querySelector(`.scroller`)}#b(){let e=this.#y;e&&(this.#r&&!this.snapshot?.hasNewer?e.scrollTop=e.scrollHeight:e.scrollTop<400&&(e.scrollTop=e.scrollHeight-this.#i))}#x=()=>{let e=this.#y;if(!e||!this.snapshot)return;let{scrollTop:t,scrollHeight:n,clientHeight:r}=e;this.#r=n-t-r<48&&!this.snapshot.hasNewer,this.#r&&(this.unseen=0),this.#S(),this.#w()};#S(){let e=this.#y,{snapshot:t}=this;if(!e||t?.state!==`live`)return;let{scrollTop:n,scrollHeight:r,clientHeight:i}=e;n<400&&t.hasOlder&&this.#C(this.#e?.older()),r-n-i<400&&t.hasNewer&&this.#C(this.#e?.newer())}async#C(e){try{await e}catch{}}#w=()=>{let{snapshot:e,session:t,room:n}=this;e&&this.#r&&e.state===`live`&&e.last!==void 0&&document.visibilityState===`visible`&&document.hasFocus()&&t.list.read(n,e.last)}};function bn(e){let t=e.trim().split(/\s+/);return[t[0],t.length>1?t.at(-1):``].map(e=>[...e??``][0]??``).join(``).toUpperCase()}function xn(e){let{body:t}=new DOMParser().parseFromString(e,`text/html`);return(t.textContent??``).replace(/\s+/g,` `).trim()}var Sn=class extends U{static properties={session:{attribute:!1},room:{},what:{},found:{state:!0},hasMore:{state:!0},state:{state:!0}};#e=``;#t=!1;constructor(){super(),this.found=[],this.hasMore=!1,this.state=`idle`}static styles=[W,Ot];willUpdate(e){(e.has(`what`)||e.has(`room`))&&(this.what!==`search`||e.has(`what`)||this.#t)&&(this.found=[],this.hasMore=!1,this.state=`idle`,this.what===`pins`&&this.#a())}firstUpdated(){this.renderRoot.querySelector(`input`)?.focus()}render(){let{say:e}=this.session,t=e(this.what===`pins`?`pins`:`search`);return I`
      <div class="head">
        <h2>${t}</h2>
        <button @click=${()=>this.dispatchEvent(new CustomEvent(`close`))}>${e(`close`)}</button>
      </div>
      ${this.what===`search`?this.#n():R}
      <p class="quiet" role="status">
        ${this.state===`asking`?e(`loading`):this.state===`asked`&&this.found.length===0?e(this.what===`pins`?`noPins`:`nothingFound`):``}
      </p>
      <ol aria-label=${t}>
        ${this.found.map(e=>this.#r(e))}
        ${this.hasMore?I`<li><button @click=${()=>this.#o(!0)}>${e(`moreFound`)}</button></li>`:R}
      </ol>
    `}#n(){let{say:e}=this.session;return I`<form
        role="search"
        @submit=${e=>{e.preventDefault(),this.#o(!1)}}
      >
        <div class="row">
          <label
            >${e(`searchFor`)}<input
              type="search"
              name="query"
              minlength="2"
              maxlength="100"
              required
              autocomplete="off"
          /></label>
          <button class="primary">${e(`search`)}</button>
        </div>
        <label style="display: flex; align-items: center"
          ><input type="checkbox" name="here" style="inline-size: auto" />${e(`onlyHere`)}</label
        >
      </form>
      <form
        @submit=${e=>{e.preventDefault(),this.#s()}}
      >
        <div class="row">
          <label>${e(`toDay`)}<input type="date" name="day" required /></label>
          <button>${e(`goThere`)}</button>
        </div>
      </form>`}#r({room:e,line:t}){let{say:n,list:r}=this.session,i=r.snapshot.rooms.find(t=>t.room===e)?.title??e;return I`<li>
      <button @click=${()=>this.#i(e,t)}>
        <span class="who"
          ><strong><bdi>${t.name||n(`guest`)}</bdi></strong> ${Z(t.created)}${e===this.room?R:I` · <bdi>${i}</bdi>`}</span
        >
        <span class="text" dir="auto" style="display: block">${t.body.slice(0,300)||`📎`}</span>
      </button>
    </li>`}#i(e,{seq:t,thread:n}){this.dispatchEvent(new CustomEvent(`go`,{detail:{room:e,seq:n??t,thread:n}}))}async#a(){let{room:t}=this;await this.#c(async()=>{let n=e(await this.session.connection.rpc(`chat.pins`,{room:t}));t===this.room&&this.what===`pins`&&(this.found=(c(n?.lines)??[]).map(e=>({room:t,line:e})))})}async#o(t){let n=this.renderRoot.querySelector(`form`);if(n){if(!t){let e=new FormData(n);this.#e=String(e.get(`query`)??``).trim(),this.#t=e.has(`here`),this.found=[]}[...this.#e].length<2||await this.#c(async()=>{let n=t?this.found.at(-1)?.line.mid:void 0,r=e(await this.session.connection.rpc(`chat.search`,{query:this.#e,...this.#t&&{room:this.room},...n!==void 0&&{before:n}}));this.found=[...this.found,...Cn(r?.found)],this.hasMore=r?.more===!0})}}async#s(){let[,t]=this.renderRoot.querySelectorAll(`form`),n=String(t?new FormData(t).get(`day`)??``:``),{room:r}=this;await this.#c(async()=>{let t=(/* @__PURE__ */ new Date(`${n}T00:00`)).getTime(),i=e(await this.session.connection.rpc(`chat.find`,{room:r,created:t}));this.dispatchEvent(new CustomEvent(`go`,{detail:{room:r,seq:i?.seq}}))})}async#c(e){this.state=`asking`;try{await e()}catch(e){let{message:t}=e??{},n=this.session.say(`notMade`,{reason:String(t??e)});this.dispatchEvent(new CustomEvent(`trouble`,{detail:n,bubbles:!0,composed:!0}))}this.state=`asked`}};function Cn(t){return Array.isArray(t)?t.flatMap(t=>{let{room:r,line:i}=e(t)??{},a=s(i);return n(r)&&a?[{room:r,line:a}]:[]}):[]}var wn=class{#e;#t=/* @__PURE__ */ new Map;#n=/* @__PURE__ */ new Set;#r;constructor(e){this.#e=e;let{link:t}=e;this.#r=[t.onPublication(e=>{let t=m(e);t&&this.#o(t.lines)}),t.onState(e=>{e===`up`&&this.#a()})]}onChange(e){return this.#n.add(e),e(this.#i),()=>{this.#n.delete(e)}}close(){for(let e of this.#r)e();this.#n.clear()}get#i(){return[...this.#t.values()].sort((e,t)=>e.seq-t.seq)}async#a(){let{room:e,root:t,link:n}=this.#e;try{let r=h(await n.rpc(`chat.history`,{room:e,thread:t,limit:100}));r&&this.#o(r.lines)}catch{}}#o(e){let t=e.filter(({thread:e,seq:t,changed:n})=>e===this.#e.root&&n>(this.#t.get(t)?.changed??0));if(t.length!==0){for(let e of t)this.#t.set(e.seq,e);for(let e of this.#n)e(this.#i)}}},Tn=class extends U{static properties={session:{attribute:!1},room:{},root:{type:Number},people:{attribute:!1},lines:{state:!0},snapshot:{state:!0}};#e=[];constructor(){super(),this.lines=[],this.people=[]}static styles=[W,kt,fn,Ot];disconnectedCallback(){super.disconnectedCallback(),this.#r()}willUpdate(e){(e.has(`room`)||e.has(`root`)||e.has(`session`))&&this.#n()}updated(e){let t=this.renderRoot.querySelector(`ol`);t&&(e.has(`lines`)||e.has(`snapshot`))&&(t.scrollTop=t.scrollHeight)}render(){let{session:e,room:t,root:n,snapshot:r}=this,{say:i}=e,a=r?.lines.find(({seq:e})=>e===n),o=r?.pending.filter(({thread:e})=>e===n)??[],s=(r?.mayWrite??!1)&&!a?.deleted;return I`
      <div class="head">
        <h2>${i(`thread`)}</h2>
        <button @click=${()=>this.dispatchEvent(new CustomEvent(`close`))}>${i(`close`)}</button>
      </div>
      <ol aria-live="polite" aria-label=${i(`thread`)} tabindex="0">
        ${a?I`<li>${this.#t(a)}</li>`:R}
        ${X(this.lines,({seq:e})=>e,e=>I`<li data-seq=${e.seq}>${this.#t(e)}</li>`)}
        ${o.map(({body:n,state:r,error:a,client_id:o})=>I`<li class="waiting">
            <div class="text" dir="auto">${n}</div>
            <span class="quiet">${r===`refused`?i(`refused`,{reason:a?.message??``}):i(r)}</span>
            ${r===`refused`?I`<button @click=${()=>e.feed(t).discard(o)}>${i(`discard`)}</button>`:R}
          </li>`)}
      </ol>
      <chat-composer
        .session=${e}
        .room=${t}
        .thread=${n}
        .people=${this.people}
        .mayWrite=${s}
        .why=${``}
      ></chat-composer>
    `}#t(e){let{session:t,room:n}=this,r=e.name===``?t.say(`guest`):e.name;return I`<p class="who">
        <strong><bdi>${r}</bdi></strong>
        <time datetime=${new Date(e.created).toISOString()} title=${Z(e.created)}
          >${gn(e.created)}</time
        >
      </p>
      ${ln(t,n,e,r)}`}#n(){this.#r();let{session:e,room:t,root:n}=this,r=new wn({room:t,root:n,link:e.connection.link(t)});this.lines=[],this.#e=[r.onChange(e=>{this.lines=e}),e.feed(t).onChange(e=>{this.snapshot=e}),()=>r.close()]}#r(){for(let e of this.#e)e();this.#e=[]}};function En(){let e={"chat-app":Ft,"chat-begin":At,"chat-finder":Sn,"chat-thread":Tn,"chat-connected":$t,"chat-conversation":yn,"chat-composer":Qt};for(let[t,n]of Object.entries(e))customElements.get(t)||customElements.define(t,n)}function Dn({base:t,token:r,isOpen:i}){let a;return{isOpen:i,url:(e,{fid:n})=>`${t}/${e}/files/${n}`,async bring(i,o,s){a??=fetch(r,{credentials:`same-origin`}).then(e=>e.text());let c=new FormData;c.append(`file`,o,o.name);let l=await On(`${t}/${i}/files`,await a,c,s),[u]=f([l]);if(u)return u;let{message:d}=e(e(l)?.error)??{};throw Error(n(d)?d:`The file was not taken.`)}}}function On(e,t,n,r){return new Promise((i,a)=>{let o=new XMLHttpRequest;o.open(`POST`,e),o.setRequestHeader(`X-CSRF-Token`,t),o.responseType=`json`,o.upload.addEventListener(`progress`,({loaded:e,total:t})=>r(t>0?e/t:0)),o.addEventListener(`load`,()=>i(o.response)),o.addEventListener(`error`,()=>a(/* @__PURE__ */ Error(`The site can’t be reached.`))),o.send(n)})}function kn(e,{href:t,inLinks:n,inTitle:r,say:i}){let a=document.title;return e.onChange(({unread:e,mentions:o,isLoaded:s})=>{if(!s)return;let c=e>99?`99+`:String(e);if(r&&(document.title=e===0?a:`(${o>0?`@`:``}${c}) ${a}`),n)for(let n of document.querySelectorAll(`a[href]`)){if(new URL(n.href,location.href).pathname!==t)continue;let r=n.querySelector(`.chatroom-badge`)??An(n);r.hidden=e===0,r.textContent=c,r.setAttribute(`aria-label`,i(`unread`,{count:c}))}})}function An(e){let t=document.createElement(`span`);return t.className=`chatroom-badge`,t.setAttribute(`role`,`img`),e.append(t),t}let jn=window,$;function Mn(e,{words:t,base:n,token:r,badge:i,title:a,uploads:o},s){return $??=new Ae({connection:Pe(e),account:s,words:t,linkTo:(e,t)=>new URL(`${n}/${e}#${e}/${t}`,location.href).href,files:Dn({base:n,token:r,isOpen:o&&s.uid>0}),toContent:(e,t,r)=>`${n}/${e}/to-content?from=${t}&to=${r}`}),{session:$,marks:{href:n,inLinks:i,inTitle:a,say:$.say}}}function Nn(e){let{uid:t=0,name:n=``}=JSON.parse(e.dataset.chatroom??`{}`);return{uid:t,name:n}}let Pn=!1,Fn=`chat-app[data-chatroom], chat-connected[data-chatroom]`;jn.Drupal&&(jn.Drupal.behaviors.chatroom={attach(e,t){let n=jn.Drupal?.nodejs,{chatroom:r}=t;if(!n||!r)return;let i=[...e instanceof HTMLElement&&e.matches(Fn)?[e]:[],...e.querySelectorAll(Fn)],[a]=i,o=document.querySelector(`a[href$="${CSS.escape(r.base)}"]`)!==null;if(!a&&!$&&!(r.badge&&o&&Number(t.user?.uid??0)>0))return;let s=a?Nn(a):{uid:Number(t.user?.uid??0),name:``},c=Mn(n,r,s);!Pn&&s.uid>0&&(Pn=!0,kn(c.session.list,c.marks));for(let e of i)e.session=c.session;i.length>0&&En()}})})();
